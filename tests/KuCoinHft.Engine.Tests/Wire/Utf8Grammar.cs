namespace KuCoinHft.Engine.Tests.Wire;

/// <summary>UTF-8 as RFC 3629 section 4 defines it, line by line.</summary>
internal static class Utf8Grammar
{
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            int length = text switch
            {
                [<= 0x7F, ..] => 1,
                [>= 0xC2 and <= 0xDF, >= 0x80 and <= 0xBF, ..] => 2,
                [0xE0, >= 0xA0 and <= 0xBF, >= 0x80 and <= 0xBF, ..] => 3,
                [(>= 0xE1 and <= 0xEC) or 0xEE or 0xEF, >= 0x80 and <= 0xBF, >= 0x80 and <= 0xBF, ..] => 3,
                [0xED, >= 0x80 and <= 0x9F, >= 0x80 and <= 0xBF, ..] => 3,
                [0xF0, >= 0x90 and <= 0xBF, >= 0x80 and <= 0xBF, >= 0x80 and <= 0xBF, ..] => 4,
                [>= 0xF1 and <= 0xF3, >= 0x80 and <= 0xBF, >= 0x80 and <= 0xBF, >= 0x80 and <= 0xBF, ..] => 4,
                [0xF4, >= 0x80 and <= 0x8F, >= 0x80 and <= 0xBF, >= 0x80 and <= 0xBF, ..] => 4,
                _ => 0,
            };
            if (length == 0)
                return false;
            text = text[length..];
        }

        return true;
    }
}

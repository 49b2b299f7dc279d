namespace KuCoinHft.Cli.Journal;

/// <summary>How records are written out.</summary>
internal enum JournalFormat
{
    /// <summary>One JSON object a line.</summary>
    Jsonl,

    /// <summary>The headers and records as the journal holds them, one MessagePack array after another, without the segments' marks.</summary>
    Msgpack,

    /// <summary>One row a record, its body as JSON in the last column. RFC 4180.</summary>
    Csv,
}

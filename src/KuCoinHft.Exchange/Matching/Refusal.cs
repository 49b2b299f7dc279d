namespace KuCoinHft.Exchange.Matching;

/// <summary>Why the exchange does not take a request: KuCoin's code and message.</summary>
/// <remarks>Source: api.md 2.4. KuCoin uses 400100 for many things; clients branch on the message.</remarks>
public sealed record Refusal(string Code, string Message)
{
    internal static readonly Refusal UnknownSymbol = new("400100", "Unsupported trading pair.");
    internal static readonly Refusal MarginDisabled = new("130303", "The trading pair is not supported for margin trading.");
    internal static readonly Refusal BookNotOpen = new("126015", "The trading pair is not open: it has no order book yet.");
    internal static readonly Refusal ClientOidRequired = new("400100", "validation.createOrder.clientOidIsRequired");
    internal static readonly Refusal ClientOidPattern = new("400100", "validation.createOrder.clientOid: at most 40 of A-Z a-z 0-9 _ -");
    internal static readonly Refusal DuplicateClientOid = new("126033", "Duplicate clientOid.");
    internal static readonly Refusal SideInvalid = new("400100", "side must be buy or sell.");
    internal static readonly Refusal TypeInvalid = new("400100", "type must be limit or market.");
    internal static readonly Refusal TimeInForceInvalid = new("400100", "timeInForce must be GTC, GTT, IOC or FOK.");
    internal static readonly Refusal CancelAfterInvalid = new("400100", "cancelAfter must be a positive number of seconds, at most a year, for timeInForce GTT.");
    internal static readonly Refusal SelfTradeInvalid = new("400100", "stp must be CN, CO, CB or DC, and not DC for a market order.");
    internal static readonly Refusal VisibleSizeInvalid = new("400100", "visibleSize must be a multiple of baseIncrement, at most the size and at least a 20th of it.");
    internal static readonly Refusal RemarkInvalid = new("400100", "remark and tags must not be longer than 100 ASCII characters.");
    internal static readonly Refusal ClientTimestamp = new("126041", "The clientTimestamp is outside the allowed time window.");
    internal static readonly Refusal IsolatedUnsupported = new("130307", "Isolated margin is not opened.");
    internal static readonly Refusal SizeOrFunds = new("400100", "A market order takes either size or funds, exactly one of them.");
    internal static readonly Refusal FundsRequired = new("400100", "funds must be a positive number.");
    internal static readonly Refusal FundsIncrement = new("600100", "Order funds increment invalid.");
    internal static readonly Refusal StopPriceRequired = new("400100", "stopPrice is required and must be a positive number.");
    internal static readonly Refusal StopInvalid = new("400100", "stop must be loss or entry.");
    internal static readonly Refusal TooManyStops = new("135005", "The number of untriggered stop orders of the trading pair is at its maximum of 20.");
    internal static readonly Refusal OcoPrices = new("135018", "The prices of an OCO order must be on both sides of the last price: sell price > last > stopPrice, buy price < last < stopPrice.");
    internal static readonly Refusal SizeRequired = new("400100", "size is required and must be a positive number.");
    internal static readonly Refusal PriceRequired = new("400100", "price is required and must be a positive number.");
    internal static readonly Refusal SizeIncrement = new("600100", "Order size increment invalid.");
    internal static readonly Refusal PriceIncrement = new("600100", "Price increment invalid.");
    internal static readonly Refusal SizeBelowMinimum = new("400100", "Order size below the minimum requirement.");
    internal static readonly Refusal AmountTooLarge = new("126027", "The order amount is above the maximum.");
    internal static readonly Refusal PriceProtection = new("126022", "The order price is beyond the price protection limit.");
    internal static readonly Refusal TooManyOrders = new("126011", "The number of active orders of the trading pair is at its maximum of 200.");
    internal static readonly Refusal BalanceInsufficient = new("126013", "Balance insufficient!");
    internal static readonly Refusal BorrowLimit = new("130203", "The amount to borrow exceeds the maximum borrowable amount.");
    internal static readonly Refusal Frozen = new("130308", "The margin account is frozen: its debt ratio is at or above the liquidation line of 0.97.");
    internal static readonly Refusal BorrowDisabled = new("130101", "The currency cannot be borrowed.");
    internal static readonly Refusal BorrowSize = new("130101", "The amount to borrow is below the minimum, or not a multiple of the minimum unit.");
    internal static readonly Refusal PoolDry = new("130204", "The platform has not enough of the currency to lend, please try later.");
    internal static readonly Refusal NothingOwed = new("130101", "There is nothing to repay in this currency.");
    internal static readonly Refusal PositionBusy = new("130202", "The position is being liquidated, please try later.");
    internal static readonly Refusal MarginInsufficient = new("130301", "Insufficient account balance.");
    internal static readonly Refusal HoldLimit = new("126042", "The order would exceed the maximum position of the currency.");
    internal static readonly Refusal BuyLimit = new("130311", "The order would exceed the maximum buy amount of the currency.");
    internal static readonly Refusal CurrencyUnknown = new("400100", "The currency does not exist.");
    internal static readonly Refusal AmountInvalid = new("400100", "The amount must be a positive number with no more decimals than the currency.");
    internal static readonly Refusal TransferToItself = new("400100", "The accounts of a transfer must differ.");
    internal static readonly Refusal TransferInsufficient = new("400100", "account.available.amount");
    internal static readonly Refusal TransferDebtRatio = new("400100", "The transfer would raise the debt ratio above 0.6.");
    internal static readonly Refusal LeverageInvalid = new("400100", "leverage must be above 1 and at most the maximum, with at most 2 decimals.");
    internal static readonly Refusal LeverageInUse = new("400100", "leverage must not be below the leverage in use.");
    internal static readonly Refusal TooManyRequests = new("429000", "Too many requests in a short period of time, please retry later.");
    internal static readonly Refusal CandleType = new("400100", "Incorrect candlestick type: use 1min, 3min, 5min, 15min, 30min, 1hour, 2hour, 4hour, 6hour, 8hour, 12hour, 1day, 1week or 1month.");
    internal static readonly Refusal CandleTime = new("400100", "startAt and endAt must be seconds since the Unix epoch, endAt not before startAt.");
    internal static readonly Refusal OrderUnknown = new("400100", "order_not_exist_or_not_allow_to_cancel");
    internal static readonly Refusal OrderMissing = new("126043", "The order does not exist.");
    internal static readonly Refusal OrderIdRequired = new("400100", "orderId or clientOid is required.");
    internal static readonly Refusal RequestUnreadable = new("400101", "The request is not a JSON object.");
    internal static readonly Refusal RequestId = new("4001002", "Please check the param of your request: Field 'id' must be a non-empty string.");
    internal static readonly Refusal OperationUnknown = new("400102", "The op is not supported: use margin.order, margin.cancel, spot.order, spot.sync_order, spot.modify, spot.cancel, spot.sync_cancel or ping.");
    internal static readonly Refusal PermissionMissing = new("400007", "Access denied, require more permission.");
    internal static readonly Refusal ArgsRequired = new("400102", "Please check the param of your request: Field 'args' must be an object.");

    internal static Refusal FundsBelowMinimum(string minimum, string currency) => new("600101", $"The order funds should more then {minimum} {currency}.");
}

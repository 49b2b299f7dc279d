// KuCoin's own SDK, unchanged, trades a session on the embedded exchange. Only the address and the keys are set.
// Usage: REST=http://127.0.0.1:port KEY= SECRET= PASSPHRASE= POOR_KEY= BUSY_KEY= node universal-sdk.mjs
import assert from 'node:assert/strict';
import sdk from 'kucoin-universal-sdk';
import { Book, environment, run, until } from './session.mjs';

const symbol = 'BTC-USDT';
const transport = new sdk.TransportOptionBuilder().setKeepAlive(true);
const open = (key = environment('KEY'), options = transport) =>
  new sdk.DefaultClient(new sdk.ClientOptionBuilder().setKey(key).setSecret(environment('SECRET')).setPassphrase(environment('PASSPHRASE')).setSpotEndpoint(environment('REST'))
    .setTransportOption(options.build()).setWebSocketClientOption(new sdk.WebSocketClientOptionBuilder().build()).build());
const client = open();
const rest = client.restService();
const market = rest.getSpotService().getMarketApi();
const orders = rest.getMarginService().getOrderApi();
const stops = rest.getSpotService().getOrderApi();
const debit = rest.getMarginService().getDebitApi();
const risk = rest.getMarginService().getMarketApi();
const accounts = rest.getAccountService().getAccountApi();
const { Order, Debit, Market: MarginMarket } = sdk.Margin;
const { Market, Order: SpotOrder } = sdk.Spot;
const { Account, Fee, Transfer } = sdk.Account;

const book = new Book();
const laterBooks = [];
let broken;
const pushes = { orders: [], oldOrders: [], balances: [], stops: [], positions: [], tickers: [], trades: [], depths: [], marks: [] };
let number = 0;
const order = fields => {
  const clientOid = `sdk-${++number}`;
  return orders.addOrder(make(Order.AddOrderReq, { clientOid, symbol, ...fields })).then(answer => ({ ...answer, clientOid }));
};
const life = clientOid => pushes.orders.filter(x => x.clientOid === clientOid).map(x => x.type);
const ended = (clientOid, end) => until(`${clientOid} is ${end}`, () => life(clientOid).includes(end) && life(clientOid));
const account = async () => {
  const all = await accounts.getCrossMarginAccount(make(Account.GetCrossMarginAccountReq, { quoteCurrency: 'USDT', queryType: 'MARGIN_V2' }));
  return { ...all, coin: name => all.accounts.find(x => x.currency === name) };
};
const refusal = async (what, request) => {
  try {
    await request();
  } catch (e) {
    const answer = e.getCommonResponse() ?? e.getError().response?.data;
    assert.ok(answer?.code, `${what}: ${e}`);
    return { status: e.getCommonResponse() ? 200 : e.getError().response.status, code: answer.code };
  }
  assert.fail(`${what} was not refused`);
};
// By the builder: what create() is not given goes into the query as the word undefined.
const make = (type, fields) => Object.entries(fields).reduce((builder, [name, value]) => builder[`set${name[0].toUpperCase()}${name.slice(1)}`](value), type.builder()).build();
const shift = (price, factor) => (Math.round(price * factor * 10) / 10).toFixed(1);

await run('kucoin-universal-sdk', '1.3.0', {
  async markets() {
    const time = await market.getServerTime();
    assert.ok(Math.abs(time.data - Date.now()) < 5000);
    assert.equal((await market.getServiceStatus()).status, 'open');
    const symbols = (await market.getAllSymbols(make(Market.GetAllSymbolsReq, {}))).data;
    const btc = symbols.find(x => x.symbol === symbol);
    assert.ok(btc.enableTrading && btc.isMarginEnabled && Number(btc.priceIncrement) > 0);
    assert.equal((await market.getSymbol(make(Market.GetSymbolReq, { symbol }))).baseCurrency, 'BTC');
    assert.ok((await market.getAllCurrencies()).data.some(x => x.currency === 'USDT'));
    assert.ok((await risk.getCrossMarginSymbols(make(MarginMarket.GetCrossMarginSymbolsReq, { symbol }))).items.length === 1);
    assert.equal((await risk.getMarginConfig()).maxLeverage, 5);
    assert.ok((await risk.getMarkPriceList()).data.some(x => x.symbol === 'USDT-BTC' && x.value > 0));
    assert.ok((await risk.getMarkPriceDetail(make(MarginMarket.GetMarkPriceDetailReq, { symbol: 'USDT-BTC' }))).value > 0);
    const ticker = await market.getTicker(make(Market.GetTickerReq, { symbol }));
    assert.ok(Number(ticker.bestBid) < Number(ticker.bestAsk));
    assert.ok((await market.getAllTickers()).ticker.some(x => x.symbol === symbol));
    assert.equal((await market.get24hrStats(make(Market.Get24hrStatsReq, { symbol }))).symbol, symbol);
    assert.ok((await market.getTradeHistory(make(Market.GetTradeHistoryReq, { symbol }))).data.length > 0);
    const candles = (await market.getKlines(make(Market.GetKlinesReq, { symbol, type: '1min' }))).data;
    assert.ok(candles.length > 0 && candles[0].length === 7);
    assert.equal((await market.getPartOrderBook(make(Market.GetPartOrderBookReq, { symbol, size: '20' }))).bids.length, 20);
    assert.ok(time.commonResponse.rateLimit.limit > 0);
    return { symbols: symbols.length, candles: candles.length };
  },

  async feeds() {
    const feed = client.wsService().newSpotPublicWS();
    await feed.start();
    await feed.orderbookIncrement([symbol], (_topic, _subject, data) => {
      // The SDK swallows what a callback throws.
      try {
        [book, ...laterBooks].forEach(x => x.onIncrement(data));
      } catch (e) {
        broken ??= e;
      }
    });
    await feed.ticker([symbol, 'ETH-USDT'], (_topic, _subject, data) => pushes.tickers.push(data));
    await feed.trade([symbol], (_topic, _subject, data) => pushes.trades.push(data));
    await feed.orderbookLevel5([symbol], (_topic, _subject, data) => pushes.depths.push(data));
    const own = client.wsService().newSpotPrivateWS();
    await own.start();
    await own.orderV2((_topic, _subject, data) => pushes.orders.push(data));
    await own.orderV1((_topic, _subject, data) => pushes.oldOrders.push(data));
    await own.account((_topic, _subject, data) => pushes.balances.push(data));
    await own.stopOrder((_topic, _subject, data) => pushes.stops.push(data));
    const margin = client.wsService().newMarginPrivateWS();
    await margin.start();
    await margin.crossMarginPosition((_topic, _subject, data) => pushes.positions.push(data));
    const marks = client.wsService().newMarginPublicWS();
    await marks.start();
    await marks.markPrice(['USDT-BTC'], (_topic, _subject, data) => pushes.marks.push(data));
    await until('a book', async () => book.tryOpen(await market.getFullOrderBook(make(Market.GetFullOrderBookReq, { symbol }))));
    for (const kind of ['tickers', 'trades', 'depths', 'marks']) {
      await until(kind, () => pushes[kind].length > 0);
    }
    assert.ok(Number(pushes.tickers.at(-1).bestAsk) > 0 && Number(pushes.trades[0].price) > 0 && pushes.depths[0].bids.length === 5 && pushes.marks[0].value > 0);
  },

  async limitOrderAndCancel() {
    const { clientOid, orderId } = await order({ side: 'buy', type: 'limit', price: shift(book.bestBid, 0.95), size: '0.01' });
    assert.deepEqual(await ended(clientOid, 'open'), ['received', 'open']);
    const listed = (await orders.getOpenOrders(make(Order.GetOpenOrdersReq, { symbol, tradeType: 'MARGIN_TRADE' }))).data;
    assert.deepEqual(listed.map(x => x.id), [orderId]);
    assert.deepEqual((await orders.getSymbolsWithOpenOrder(make(Order.GetSymbolsWithOpenOrderReq, { tradeType: 'MARGIN_TRADE' }))).symbols, [symbol]);
    const held = (await account()).coin('USDT');
    assert.ok(Number(held.hold) > 0 && Math.abs(Number(held.total) - Number(held.available) - Number(held.hold)) < 1e-6);
    assert.equal((await orders.cancelOrderByOrderId(make(Order.CancelOrderByOrderIdReq, { orderId, symbol }))).orderId, orderId);
    assert.deepEqual(await ended(clientOid, 'canceled'), ['received', 'open', 'canceled']);
    const byClientOid = await order({ side: 'buy', type: 'limit', price: shift(book.bestBid, 0.95), size: '0.01', postOnly: true });
    assert.equal((await orders.cancelOrderByClientOid(make(Order.CancelOrderByClientOidReq, { clientOid: byClientOid.clientOid, symbol }))).clientOid, byClientOid.clientOid);
    await ended(byClientOid.clientOid, 'canceled');
    const last = await order({ side: 'buy', type: 'limit', price: shift(book.bestBid, 0.95), size: '0.01' });
    assert.equal((await orders.cancelAllOrdersBySymbol(make(Order.CancelAllOrdersBySymbolReq, { symbol, tradeType: 'MARGIN_TRADE' }))).data, 'success');
    await ended(last.clientOid, 'canceled');
    assert.equal(Number((await account()).coin('USDT').hold), 0);
    assert.ok(pushes.balances.some(x => x.relationEvent === 'marginV2.hold' && Number(x.holdChange) > 0));
    assert.ok(!pushes.oldOrders.some(x => x.type === 'received') && pushes.oldOrders.some(x => x.clientOid === clientOid));
  },

  async shortWithAutoBorrow() {
    const sold = await order({ side: 'sell', type: 'market', size: '0.05', autoBorrow: true });
    assert.ok(Number(sold.borrowSize) >= 0.05 && sold.loanApplyId);
    await ended(sold.clientOid, 'filled');
    const short = await account();
    assert.ok(Number(short.coin('BTC').liability) >= 0.05 && Number(short.debtRatio) > 0 && Number(short.debtRatio) < 1);
    const position = await until('a debt ratio', () => pushes.positions.find(x => x.debtRatio > 0));
    assert.ok(Math.abs(position.debtRatio - Number(short.debtRatio)) < 0.02 && Number(position.debtList.BTC) >= 0.05);
    const covered = await order({ side: 'buy', type: 'limit', price: shift(book.bestAsk, 1.01), size: '0.051', timeInForce: 'IOC', autoRepay: true });
    await ended(covered.clientOid, 'filled');
    const after = await account();
    assert.equal(Number(after.coin('BTC').liability), 0);
    assert.equal(Number(after.debtRatio), 0);
    const fills = (await orders.getTradeHistory(make(Order.GetTradeHistoryReq, { symbol, tradeType: 'MARGIN_TRADE', orderId: covered.orderId }))).items;
    const matched = pushes.orders.filter(x => x.orderId === covered.orderId && x.type === 'match');
    assert.deepEqual(fills.map(x => String(x.tradeId)).sort(), matched.map(x => x.tradeId).sort());
    assert.equal(fills.reduce((sum, x) => sum + Number(x.size), 0).toFixed(8), '0.05100000');
    const whole = await orders.getOrderByOrderId(make(Order.GetOrderByOrderIdReq, { symbol, orderId: covered.orderId }));
    assert.ok(Number(whole.dealSize) === 0.051 && whole.active === false && Number(whole.fee) > 0);
    return { debtRatio: Number(short.debtRatio), fills: fills.length };
  },

  async longWithAutoBorrow() {
    const bought = await order({ side: 'buy', type: 'market', funds: '15000', autoBorrow: true });
    assert.ok(Number(bought.borrowSize) > 0);
    await until('the purchase', () => life(bought.clientOid).some(x => x === 'filled' || x === 'canceled'));
    const long = await account();
    assert.ok(Number(long.coin('USDT').liability) > 5000 && Number(long.coin('BTC').available) > 0.1);
    const size = (Math.floor(Number(long.coin('BTC').available) * 1e5) / 1e5).toFixed(5);
    const sold = await order({ side: 'sell', type: 'limit', price: shift(book.bestBid, 0.98), size, timeInForce: 'IOC', autoRepay: true });
    await ended(sold.clientOid, 'filled');
    const after = await account();
    assert.equal(Number(after.coin('USDT').liability), 0);
    const closed = (await orders.getClosedOrders(make(Order.GetClosedOrdersReq, { symbol, tradeType: 'MARGIN_TRADE' }))).items;
    assert.ok(closed.some(x => x.id === sold.orderId) && closed.some(x => x.id === bought.orderId));
    return { borrowed: Number(bought.borrowSize), debtRatio: Number(long.debtRatio) };
  },

  async stopOrders() {
    const stop = fields => {
      const clientOid = `sdk-stop-${++number}`;
      return stops.addStopOrder(make(SpotOrder.AddStopOrderReq, { clientOid, symbol, tradeType: 'MARGIN_TRADE', ...fields })).then(x => ({ ...x, clientOid }));
    };
    const far = await stop({ side: 'sell', type: 'limit', price: shift(book.bestBid, 0.9), stopPrice: shift(book.bestBid, 0.92), size: '0.01' });
    await until('the stop', () => pushes.stops.some(x => x.orderId === far.orderId && x.type === 'open'));
    const listed = (await stops.getStopOrdersList(make(SpotOrder.GetStopOrdersListReq, { symbol, tradeType: 'MARGIN_TRADE' }))).items;
    assert.ok(listed.some(x => x.id === far.orderId && x.status === 'NEW'));
    assert.deepEqual((await stops.cancelStopOrderByOrderId(make(SpotOrder.CancelStopOrderByOrderIdReq, { orderId: far.orderId }))).cancelledOrderIds, [far.orderId]);
    await until('its cancel', () => pushes.stops.some(x => x.orderId === far.orderId && x.type === 'cancel'));

    // The SDK knows no 'stop', which is loss then: the next trade at or below the stop price fires it.
    const last = Number(pushes.trades.at(-1).price);
    const near = await stop({ side: 'buy', type: 'market', size: '0.01', stopPrice: shift(last, 1.001) });
    await until('the trigger', () => pushes.stops.some(x => x.orderId === near.orderId && x.type === 'TRIGGERED'));
    const child = await until('its order', () => pushes.orders.find(x => x.orderType === 'market' && x.side === 'buy' && x.type === 'filled' && x.orderId !== near.orderId && x.originSize === '0.01'));
    await order({ side: 'sell', type: 'market', size: '0.01' });
    return { child: child.clientOid };
  },

  async borrowRepayAndBooks() {
    const borrowed = await debit.borrow(make(Debit.BorrowReq, { currency: 'USDT', size: 1000, timeInForce: 'FOK', isHf: true }));
    assert.equal(Number(borrowed.actualSize), 1000);
    const owed = (await account()).coin('USDT');
    assert.ok(Number(owed.liabilityPrincipal) === 1000 && Number(owed.liabilityInterest) > 0);
    const repaid = await debit.repay(make(Debit.RepayReq, { currency: 'USDT', size: Number(owed.liability), isHf: true }));
    assert.equal(Number(repaid.actualSize), Number(owed.liability));
    assert.equal(Number((await account()).coin('USDT').liability), 0);
    assert.ok((await debit.getBorrowHistory(make(Debit.GetBorrowHistoryReq, { currency: 'USDT' }))).items.some(x => x.orderNo === borrowed.orderNo));
    assert.ok((await debit.getRepayHistory(make(Debit.GetRepayHistoryReq, { currency: 'USDT' }))).items.some(x => x.orderNo === repaid.orderNo));
    assert.ok((await debit.getInterestHistory(make(Debit.GetInterestHistoryReq, { currency: 'USDT' }))).items.length > 0);
    await debit.modifyLeverage(make(Debit.ModifyLeverageReq, { leverage: '3' }));
    await rest.getAccountService().getTransferApi().flexTransfer(make(Transfer.FlexTransferReq, { clientOid: 't-1', currency: 'USDT', amount: '5', type: 'INTERNAL', fromAccountType: 'MAIN', toAccountType: 'MARGIN_V2' }));
    assert.ok((await accounts.getSpotAccountList(make(Account.GetSpotAccountListReq, { currency: 'USDT', type: 'main' }))).data.length === 1);
    assert.equal((await rest.getAccountService().getFeeApi().getSpotActualFee(make(Fee.GetSpotActualFeeReq, { symbols: 'BTC-USDT,ETH-USDT' }))).data.length, 2);
    assert.ok((await accounts.getMarginHFLedger(make(Account.GetMarginHFLedgerReq, { currency: 'USDT' }))).data.length > 0);
  },

  async errors() {
    const buy = fields => () => orders.addOrder(make(Order.AddOrderReq, { clientOid: `sdk-${++number}`, symbol, side: 'buy', type: 'limit', price: shift(book.bestBid, 0.95), size: '0.01', ...fields }));
    const poor = open(environment('POOR_KEY')).restService().getMarginService().getOrderApi();

    // The SDK repeats a request that got 429 with its first timestamp; by default for 6 seconds, after which the timestamp is refused.
    const impatient = new sdk.TransportOptionBuilder().setKeepAlive(true).setMaxRetries(1).setRetryDelay(10);
    const flipped = config => {
      const sign = config.headers['KC-API-SIGN'];
      config.headers['KC-API-SIGN'] = (sign[0] === 'A' ? 'B' : 'A') + sign.slice(1);
      return config;
    };
    const forger = open(undefined, new sdk.TransportOptionBuilder().setKeepAlive(true).setInterceptors([{ before: { onFulfilled: flipped }, after: {} }]));
    const busy = open(environment('BUSY_KEY'), impatient).restService().getAccountService().getAccountApi();
    const noFunds = make(Order.AddOrderReq, { clientOid: 'p-1', symbol, side: 'buy', type: 'limit', price: shift(book.bestBid, 0.95), size: '0.01' });
    const found = {
      signature: await refusal('a wrong signature', () => forger.restService().getAccountService().getAccountApi().getAccountInfo()),
      increment: await refusal('a price between the increments', buy({ price: '50000.0000001' })),
      funds: await refusal('an order without funds', () => poor.addOrder(noFunds)),
      symbol: await refusal('an unknown symbol', buy({ symbol: 'NONE-USDT' })),
      duplicate: await refusal('a clientOid used twice', buy({ clientOid: 'sdk-1' })),
      missing: await refusal('an order that does not exist', () => orders.getOrderByOrderId(make(Order.GetOrderByOrderIdReq, { symbol, orderId: '000000000000000000000000' }))),
    };

    // 20 of the pool's 2000 for each.
    for (let i = 0; i < 100; i++) {
      await busy.getAccountInfo();
    }
    found.rate = await refusal('the request after the pool is spent', () => busy.getAccountInfo());
    return found;
  },

  async booksStayTrue() {
    await until('60 s of market time', () => broken || book.marketSeconds >= 60, 40_000);
    const later = new Book();
    laterBooks.push(later);
    await until('a second snapshot', async () => later.tryOpen(await market.getFullOrderBook(make(Market.GetFullOrderBookReq, { symbol }))));
    await until('the same sequence', () => broken || book.sequence === later.sequence);
    assert.ifError(broken);
    book.assertSame(later);

    // The checks themselves: a gap and a crossing bid are noticed.
    laterBooks.pop();
    const increment = (sequence, bids) => ({ sequenceStart: sequence, sequenceEnd: sequence, time: later.lastMs, changes: { bids, asks: [] } });
    assert.throws(() => later.onIncrement(increment(later.sequence + 2, [])), /a gap/);
    assert.throws(() => later.onIncrement(increment(later.sequence + 1, [[String(later.bestAsk), '1', String(later.sequence + 1)]])), /crossed/);
    return { marketSeconds: book.marketSeconds, increments: book.applied };
  },
});

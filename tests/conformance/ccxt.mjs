// ccxt and ccxt.pro, unchanged, trade a session on the embedded exchange. Only the addresses and the keys are set, and that futures, which have another host, stay out.
// Usage: REST=http://127.0.0.1:port KEY= SECRET= PASSPHRASE= POOR_KEY= BUSY_KEY= node ccxt.mjs
import assert from 'node:assert/strict';
import ccxt from 'ccxt';
import { environment, run, sleep, until } from './session.mjs';

const symbol = 'BTC/USDT', cross = { marginMode: 'cross' };
const address = environment('REST');
const open = fields => new ccxt.pro.kucoin({
  apiKey: environment('KEY'),
  secret: environment('SECRET'),
  password: environment('PASSPHRASE'),
  urls: { api: { public: address, private: address, uta: address, utaPrivate: address } },
  options: { fetchMarkets: { types: ['spot'] } },
  ...fields,
});
const exchange = open();

// ccxt asks for this before any ws:// address.
await exchange.loadHttpProxyAgent();
const seen = { orders: [], trades: [], balances: [], stops: [] };
const books = { updates: 0, firstMs: 0, lastMs: 0 };
const tops = new Map();
let isOver = false, broken, last;
const follow = async (what, next) => {
  try {
    while (!isOver) {
      await next();
    }
  } catch (e) {
    broken ??= new Error(`${what}: ${e}`);
  }
};
const look = (what, found, timeoutMs) => until(what, () => {
  if (broken) {
    throw broken;
  }
  return found();
}, timeoutMs);
const order = (type, side, amount, price, params = {}) => exchange.createOrder(symbol, type, side, amount, price, { ...cross, ...params });
const done = id => look(`order ${id} is closed`, () => seen.orders.find(x => x.id === id && x.status === 'closed'));
const account = async () => {
  const { data } = await exchange.privateGetMarginAccounts({ quoteCurrency: 'USDT', queryType: 'MARGIN_V2' });
  return { debtRatio: Number(data.debtRatio), coin: name => data.accounts.find(x => x.currency === name) };
};
const refusal = async (what, request) => {
  try {
    await request();
  } catch (e) {
    return { error: e.constructor.name, code: JSON.parse(e.message.slice(e.message.indexOf('{'))).code };
  }
  assert.fail(`${what} was not refused`);
};

await run('ccxt', ccxt.version, {
  async markets() {
    const markets = await exchange.loadMarkets();
    assert.ok(markets[symbol].margin && markets[symbol].spot && markets[symbol].active);
    assert.ok(Math.abs(await exchange.fetchTime() - Date.now()) < 5000);
    assert.equal((await exchange.fetchStatus()).status, 'ok');
    const ticker = await exchange.fetchTicker(symbol);
    assert.ok(ticker.bid < ticker.ask && ticker.last > 0);
    assert.ok((await exchange.fetchTickers())[symbol].bid > 0);
    const book = await exchange.fetchOrderBook(symbol, 20);
    assert.ok(book.bids.length === 20 && book.bids[0][0] < book.asks[0][0]);
    assert.ok((await exchange.fetchTrades(symbol)).length > 0 && (await exchange.fetchOHLCV(symbol, '1m')).length > 0);
    assert.ok((await exchange.fetchTradingFee(symbol)).taker > 0);
    return { symbols: exchange.symbols.length };
  },

  async feeds() {
    follow('watchOrderBook', async () => {
      const book = await exchange.watchOrderBook(symbol);
      const [[bid], [ask]] = [book.bids[0], book.asks[0]];
      assert.ok(bid < ask, `crossed at ${book.nonce}: ${bid} / ${ask}`);
      books.updates++;
      books.firstMs ||= book.timestamp;
      books.lastMs = book.timestamp;
      last = { bid, ask };
      tops.set(book.nonce, [book.bids, book.asks].map(side => Array.from(side).slice(0, 10).map(level => level.slice(0, 2))));
    });
    follow('watchOrders', async () => seen.orders.push(...await exchange.watchOrders(symbol)));
    follow('watchOrders of stops', async () => seen.stops.push(...await exchange.watchOrders(undefined, undefined, undefined, { trigger: true })));
    follow('watchMyTrades', async () => seen.trades.push(...await exchange.watchMyTrades(symbol)));
    follow('watchBalance', async () => seen.balances.push(structuredClone((await exchange.watchBalance({ type: 'margin' })).USDT)));
    const ticker = await exchange.watchTicker(symbol);
    assert.ok(ticker.last > 0);
    assert.ok((await exchange.watchTrades(symbol))[0].price > 0);
    assert.equal((await exchange.watchOHLCV(symbol, '1m'))[0].length, 6);
    await look('a book', () => last);
  },

  async limitOrderAndCancel() {
    const { id } = await order('limit', 'buy', 0.01, last.bid * 0.95);
    await look('the open order', () => seen.orders.some(x => x.id === id && x.status === 'open'));
    const listed = await exchange.fetchOpenOrders(symbol, undefined, undefined, { ...cross, hf: true });
    assert.deepEqual(listed.map(x => x.id), [id]);
    assert.equal((await exchange.fetchOrder(id, symbol, { ...cross, hf: true })).status, 'open');
    const balance = (await exchange.fetchBalance(cross)).USDT;
    assert.ok(balance.used > 0 && Math.abs(balance.total - balance.free - balance.used) < 1e-6);
    await exchange.cancelOrder(id, symbol, { ...cross, hf: true });
    await look('the cancelled order', () => seen.orders.some(x => x.id === id && x.status === 'canceled'));
    await order('limit', 'buy', 0.01, last.bid * 0.95);
    await exchange.cancelAllOrders(symbol, { ...cross, hf: true });
    assert.equal((await exchange.fetchOpenOrders(symbol, undefined, undefined, { ...cross, hf: true })).length, 0);
    await look('a balance', () => seen.balances.length > 0);
  },

  async shortWithAutoBorrow() {
    const { id } = await order('market', 'sell', 0.05, undefined, { autoBorrow: true });
    await done(id);
    const short = await account();
    assert.ok(Number(short.coin('BTC').liability) >= 0.05 && short.debtRatio > 0 && short.debtRatio < 1);
    const covered = await order('limit', 'buy', 0.051, last.ask * 1.01, { timeInForce: 'IOC', autoRepay: true });
    await done(covered.id);
    const after = await account();
    assert.deepEqual([Number(after.coin('BTC').liability), after.debtRatio], [0, 0]);
    const fills = await exchange.fetchMyTrades(symbol, undefined, undefined, { ...cross, hf: true });
    const own = fills.filter(x => x.order === covered.id);
    assert.ok(Math.abs(own.reduce((sum, x) => sum + x.amount, 0) - 0.051) < 1e-9 && own.every(x => x.fee.cost > 0));
    await look('the fills', () => own.every(fill => seen.trades.some(x => x.id === fill.id)));
    const whole = await exchange.fetchOrder(covered.id, symbol, { ...cross, hf: true });
    assert.deepEqual([whole.status, whole.filled], ['closed', 0.051]);
    return { debtRatio: short.debtRatio, fills: own.length };
  },

  async longWithAutoBorrow() {
    const { id } = await order('market', 'buy', 0.3, undefined, { autoBorrow: true });
    await done(id);
    const long = await account();
    assert.ok(Number(long.coin('USDT').liability) > 5000 && Number(long.coin('BTC').available) > 0.3);
    const sold = await order('limit', 'sell', Number(long.coin('BTC').available), last.bid * 0.98, { timeInForce: 'IOC', autoRepay: true });
    await done(sold.id);
    assert.equal(Number((await account()).coin('USDT').liability), 0);
    const closed = await exchange.fetchClosedOrders(symbol, undefined, undefined, { ...cross, hf: true });
    assert.ok(closed.some(x => x.id === id) && closed.some(x => x.id === sold.id));
    return { debtRatio: long.debtRatio };
  },

  async stopOrders() {
    const far = await order('limit', 'sell', 0.01, last.bid * 0.9, { triggerPrice: last.bid * 0.92 });
    await look('the stop', () => seen.stops.some(x => x.id === far.id && x.status === 'open'));
    const listed = await exchange.fetchOpenOrders(symbol, undefined, undefined, { ...cross, trigger: true });
    assert.deepEqual(listed.map(x => x.id), [far.id]);
    await exchange.cancelOrder(far.id, symbol, { ...cross, trigger: true });
    await look('its cancel', () => seen.stops.some(x => x.id === far.id && x.status === 'canceled'));
    const near = await order('market', 'buy', 0.01, undefined, { triggerPrice: last.bid * 0.999, stop: 'entry' });
    await look('the trigger', () => seen.stops.some(x => x.id === near.id && x.status === 'triggered'));

    // It comes with the trigger; ccxt, which tells only of the first of two pushes that come together, has it in its cache.
    await look('its order', () => exchange.orders.some(x => x.type === 'market' && x.side === 'buy' && x.amount === 0.01 && x.status === 'closed'));
    await order('market', 'sell', 0.01);
  },

  async borrowAndRepay() {
    await exchange.borrowCrossMargin('USDT', 1000);
    const owed = (await account()).coin('USDT');
    assert.ok(Number(owed.liabilityPrincipal) === 1000 && Number(owed.liabilityInterest) > 0);
    const interest = await exchange.fetchBorrowInterest('USDT', undefined, undefined, undefined, { queryType: 'MARGIN_V2' });
    assert.ok(interest.some(x => x.currency === 'USDT' && x.interest > 0));
    await exchange.repayCrossMargin('USDT', Number(owed.liability));
    assert.equal(Number((await account()).coin('USDT').liability), 0);
    await exchange.transfer('USDT', 5, 'main', 'spot');
  },

  async errors() {
    const price = exchange.priceToPrecision(symbol, last.bid * 0.95);
    const raw = fields => () => exchange.privatePostHfMarginOrder({ clientOid: exchange.uuid(), symbol: 'BTC-USDT', side: 'buy', type: 'limit', price, size: '0.01', ...fields });
    const poor = open({ apiKey: environment('POOR_KEY') });
    const busy = open({ apiKey: environment('BUSY_KEY'), enableRateLimit: false });
    const forger = open({ secret: 'wrong' });
    const { clientOrderId } = await order('limit', 'buy', 0.01, last.bid * 0.95, { postOnly: true, clientOid: 'twice' });
    assert.equal(clientOrderId, 'twice');
    const found = {
      signature: await refusal('a wrong signature', () => forger.privateGetUserInfo()),
      increment: await refusal('a price between the increments', raw({ price: '50000.0000001' })),
      funds: await refusal('an order without funds', () => poor.createOrder(symbol, 'limit', 'buy', 0.01, last.bid * 0.95, cross)),
      symbol: await refusal('an unknown symbol', raw({ symbol: 'NONE-USDT' })),
      duplicate: await refusal('a clientOid used twice', raw({ clientOid: 'twice' })),
      missing: await refusal('an order that does not exist', () => exchange.fetchOrder('000000000000000000000000', symbol, { ...cross, hf: true })),
    };

    // 20 of the pool's 2000 for each.
    for (let i = 0; i < 100; i++) {
      await busy.privateGetUserInfo();
    }
    found.rate = await refusal('the request after the pool is spent', () => busy.privateGetUserInfo());
    return found;
  },

  async booksStayTrue() {
    await look('60 s of market time', () => books.lastMs - books.firstMs >= 60_000, 40_000);
    const same = await look('a snapshot at a sequence of the book', async () => {
      const { data } = await exchange.privateGetMarketOrderbookLevel2({ symbol: 'BTC-USDT' });
      await sleep(100);
      return tops.has(Number(data.sequence)) && data;
    }, 20_000);
    const sides = [same.bids, same.asks].map(side => side.slice(0, 10).map(level => level.map(Number)));
    assert.deepEqual(tops.get(Number(same.sequence)), sides);
    isOver = true;
    return { marketSeconds: (books.lastMs - books.firstMs) / 1000, updates: books.updates };
  },
});

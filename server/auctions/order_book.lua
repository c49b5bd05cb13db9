#!lua name=order_book
--[[
The order book: every rule of bidding and closing, one atomic decision a call (domain 7 and "Bids: exact rules").

A call names its partition by KEYS[1], '{tag}:meta'; all it touches has the same tag. Nothing is written before every
check has passed, for an error after a write would not be rolled back. Amounts are cents incl. VAT, integers up to
10^12; 0 is no amount: nobody has bid, no reserve. Times are Unix ms. A record here has the names of
server/auctions/event.py, in the hashes of Valkey as in the bodies of the journal.

Time never runs backwards in an auction: now = max(TIME, last_ms). A command first opens an auction whose start has
come; a manager's also closes what has ended: it never acts on a state that the clock has already changed.

Checks come in this order: is the book there; was the command seen (a repeat gets its first outcome, whatever the
epoch); epoch; format, state and clock; invited, not declined, not leading; limits; amount; confirmation; price guard.
A refusal is journaled and remembered like an acceptance, but raises neither seq nor pro_seq.

Pros count only what they are told (invariant I10): pro_seq and `bids` rise when a price or a leader changed, by one a
command, automatic answers included; a leader's own raise, a cancelled maximum and anything sealed raise neither.
]]

-- Filled in by whoever loads this (server/ledger/libraries.py). Functions carry it in their names, so that a process of
-- another version finds none; books carry it too, for those that another version made aren't read here.
local VERSION = '@version@'
local KEEP_MS = 6 * 3600 * 1000 -- how long a book answers repeats after its end
local LARGE = 10 -- a bid above so many times the lowest acceptable amount must be confirmed

local AUCTION = { 'format', 'state', 'entity', 'minimum_raise_cents', 'window_ms', 'extension_ms', 'cap_ms',
  'reminder_ms', 'starts_at_ms', 'ends_at_ms', 'paused_at_ms', 'lots', 'open_lots', 'invited', 'answered', 'seq',
  'pro_seq', 'last_ms' }
local LOT = { 'lot', 'starting_price_cents', 'reserve_cents', 'price_cents', 'leader_pro', 'leader_member',
  'leader_alias', 'leader_maximum_cents', 'bids', 'bidders', 'ends_at_ms', 'extended_ms', 'outcome' }
local WORDS = { format = true, state = true, entity = true, leader_pro = true, leader_member = true, outcome = true }
local COUNTERS = { 'open_lots', 'answered', 'seq', 'pro_seq', 'last_ms' }

-- Helpers -------------------------------------------------------------------------------------------------------------

-- Valkey writes a number that is an argument whole, as long as it is an integer; Lua's own `..` rounds at 14 digits.
local function text(value)
  return type(value) == 'number' and string.format('%.0f', value) or value
end

local function read(key, fields)
  local values = redis.call('HMGET', key, unpack(fields))
  if not values[1] then return nil end
  local record = {}
  for place, field in ipairs(fields) do
    record[field] = WORDS[field] and values[place] or tonumber(values[place])
  end
  return record
end

-- Whether this call has changed anything yet (see `whole`).
local wrote = false

local function write(...)
  local reply = redis.call(...)
  wrote = true
  return reply
end

local function save(key, record, fields)
  local flat = {}
  for place, field in ipairs(fields) do
    flat[2 * place - 1], flat[2 * place] = field, record[field]
  end
  write('HSET', key, unpack(flat))
end

local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function partition(keys)
  local epoch, version = unpack(redis.call('HMGET', keys[1], 'epoch', 'version'))
  return string.sub(keys[1], 1, -5), version == VERSION and epoch
end

local function find(keys, id)
  local tag, epoch = partition(keys)
  local key = tag .. 'auction:' .. id
  local auction = epoch and read(key, AUCTION)
  if not auction then return nil end
  return { tag = tag, epoch = epoch, id = id, key = key, auction = auction, now = math.max(clock(), auction.last_ms) }
end

local function lot_key(book, lot) return book.key .. ':lot:' .. text(lot) end
local function bids_key(book, lot) return book.key .. ':bids:' .. text(lot) end
local function acts_key(book, lot) return book.key .. ':acts:' .. text(lot) end

local function all_lots(book)
  local lots = {}
  for rank = 1, book.auction.lots do lots[rank] = read(lot_key(book, rank), LOT) end
  return lots
end

local function acts_of(book, lot)
  local acts = {}
  for place, item in ipairs(redis.call('LRANGE', acts_key(book, lot), 0, -1)) do acts[place] = cjson.decode(item) end
  return acts
end

local function copy(record)
  local twin = {}
  for field, value in pairs(record) do twin[field] = value end
  return twin
end

-- Rules: pure functions on tables -------------------------------------------------------------------------------------

local function next_min(auction, lot) -- 7.5
  if auction.format == 'sealed' then return math.max(1, lot.starting_price_cents) end
  if lot.leader_pro == '' then return lot.starting_price_cents end
  return lot.price_cents + auction.minimum_raise_cents
end

local function lead(lot, act)
  lot.leader_pro, lot.leader_member, lot.leader_alias = act.pro, act.member, act.alias
  lot.leader_maximum_cents = act.amount_cents
end

-- 7.10: a reserve within the leader's maximum is where the price goes.
local function reach_reserve(lot)
  if lot.price_cents < lot.reserve_cents and lot.reserve_cents <= lot.leader_maximum_cents then
    lot.price_cents = lot.reserve_cents
  end
end

-- 7.10: a maximum pays one raise more than the second; equal ones: the earlier leads. A direct bid shows whole.
local function challenge(lot, raise, act)
  local hidden = act.kind == 'maximum'
  if lot.leader_pro == '' then
    lot.price_cents = hidden and lot.starting_price_cents or act.amount_cents
    lead(lot, act)
  elseif act.amount_cents > lot.leader_maximum_cents then
    lot.price_cents = hidden and math.min(act.amount_cents, lot.leader_maximum_cents + raise) or act.amount_cents
    lead(lot, act)
  else
    lot.price_cents = math.min(lot.leader_maximum_cents, act.amount_cents + raise)
  end
end

-- 7.5: the leader's own raise is only a change of its maximum.
-- 'lower' and 'cancel' take back what their own pro leads with; where that was voided they are nothing.
local function apply(lot, raise, act)
  if lot.leader_pro ~= act.pro then
    if act.kind == 'bid' or act.kind == 'maximum' then challenge(lot, raise, act) end
  elseif act.kind == 'cancel' then
    lot.leader_maximum_cents = lot.price_cents
  elseif act.kind == 'lower' then
    lot.leader_member, lot.leader_maximum_cents = act.member, math.min(act.amount_cents, lot.leader_maximum_cents)
  else
    lot.leader_member, lot.leader_maximum_cents = act.member, act.amount_cents
  end
  reach_reserve(lot)
end

-- Sealed: one price per pro, its latest; the highest is best, of equal ones the earliest (domain 4.6, 4.7).
local function best_quote(lot, acts)
  local latest = {}
  for place, act in ipairs(acts) do latest[act.pro] = place end
  for place, act in ipairs(acts) do
    if latest[act.pro] == place and act.amount_cents > lot.price_cents then -- who declined has 0
      lead(lot, act)
      lot.price_cents = act.amount_cents
    end
  end
end

-- What each act still stands for: no more than its pro lowered itself to afterwards.
local function ceilings(acts)
  local last, capped = {}, {}
  for place = #acts, 1, -1 do
    local act = acts[place]
    capped[place] = math.min(act.amount_cents, last[act.pro] or act.amount_cents)
    if act.kind == 'lower' or act.kind == 'cancel' then last[act.pro] = capped[place] end
  end
  return capped
end

-- The lot as these acts alone make it: after one was voided, the others in their order. Each meets the reserve it was
-- made under: one lowered since must not reach for a maximum that had been lowered before it. A bid that thereby comes
-- upon its own lead is a maximum from then on: no later void may make it show whole again.
local function replay(auction, lot, acts)
  local reserve, capped = lot.reserve_cents, ceilings(acts)
  lead(lot, { pro = '', member = '', alias = 0, amount_cents = 0 })
  lot.price_cents = 0
  if auction.format == 'sealed' then return best_quote(lot, acts) end
  for place, act in ipairs(acts) do
    lot.reserve_cents = act.reserve_cents
    reach_reserve(lot)
    if act.kind == 'bid' and act.pro == lot.leader_pro then act.kind = 'maximum' end
    local said = copy(act)
    said.amount_cents = capped[place]
    apply(lot, auction.minimum_raise_cents, said)
  end
  lot.reserve_cents = reserve
  reach_reserve(lot)
end

-- 7.11: what a bid within the window adds to the end: up to the extension from now, within the cap in all.
local function extension(auction, lot, now)
  if lot.ends_at_ms - now > auction.window_ms then return 0 end
  local wanted = now + auction.extension_ms - lot.ends_at_ms
  return math.max(0, math.min(wanted, auction.cap_ms - lot.extended_ms))
end

local function outcome_of(lot) -- 7.8
  if lot.leader_pro == '' then return 'no_bid' end
  return lot.price_cents >= lot.reserve_cents and 'sold' or 'reserve_not_met'
end

-- What a lot that isn't over counts against its leader's limits: the maximum (domain "Limits").
local function held(auction, lot)
  if auction.format == 'sealed' or lot.leader_pro == '' or lot.outcome ~= '' then return 0 end
  return lot.leader_maximum_cents
end

local function state_refusal(auction, lot, now)
  if auction.state == 'closed' or auction.state == 'cancelled' then return 'closed' end
  if lot and lot.outcome ~= '' then return 'closed' end
  if auction.state == 'scheduled' then return 'not_open' end
  if auction.state == 'paused' then return 'paused' end
  if lot and lot.ends_at_ms <= now then return 'closed' end
end

local function check_bid(auction, lot, act, args)
  local least = next_min(auction, lot)
  if act.amount_cents < least then return 'amount_too_low' end
  if act.amount_cents > LARGE * least and args[11] ~= '1' then return 'confirm_large' end
  if args[9] == 'exact' and args[10] ~= text(lot.price_cents) then return 'price_moved' end
end

local function check_maximum(auction, lot, act)
  if lot.leader_pro ~= act.pro then return act.amount_cents < next_min(auction, lot) and 'amount_too_low' or nil end
  if act.amount_cents < lot.price_cents then return 'cannot_lower' end
  if act.amount_cents < lot.leader_maximum_cents then act.kind = 'lower' end
end

local function check_cancel(_, lot, act)
  if lot.leader_pro ~= act.pro or lot.leader_maximum_cents == lot.price_cents then return 'cannot_lower' end
  act.amount_cents = lot.price_cents
end

local function check_quote(auction, lot, act)
  if act.amount_cents < next_min(auction, lot) then return 'amount_too_low' end
end

-- What may be told (domain 7.6); of a sealed lot nothing that depends on its quotes.
local function public_lot(auction, lot, reason)
  local sealed = auction.format == 'sealed'
  return {
    lot = lot.lot, next_min_cents = next_min(auction, lot), ends_at_ms = lot.ends_at_ms,
    extended = lot.extended_ms > 0, reason = reason,
    price_cents = sealed and 0 or lot.price_cents,
    bids = sealed and 0 or lot.bids,
    bidders = sealed and 0 or lot.bidders,
    reserve_met = not sealed and lot.leader_pro ~= '' and lot.price_cents >= lot.reserve_cents,
    leader_alias = sealed and 0 or lot.leader_alias,
    outcome = sealed and lot.outcome ~= '' and 'ended' or lot.outcome,
  }
end

local function lot_bodies(auction, lot, private, reason)
  private.lot, private.invited, private.answered, private.reason = lot, auction.invited, auction.answered, reason
  return cjson.encode(public_lot(auction, lot, reason)), cjson.encode(private)
end

local function auction_bodies(auction, lots, private, reason)
  local public = { state = auction.state, starts_at_ms = auction.starts_at_ms, ends_at_ms = auction.ends_at_ms,
    lots = {}, reason = reason }
  for place, lot in ipairs(lots) do public.lots[place] = public_lot(auction, lot) end
  private.auction, private.lots, private.reason = auction, lots, reason
  return cjson.encode(public), cjson.encode(private)
end

-- What the sender is told; `seq` is the position in its own room, for a pro must not learn how many entries are hidden.
local function result_of(auction, command, lot, available)
  if not lot or command.id == '' then return '{}' end
  local told = public_lot(auction, lot)
  return cjson.encode({ price_cents = told.price_cents, next_min_cents = told.next_min_cents,
    ends_at_ms = lot.ends_at_ms, amount_cents = command.amount, available_cents = available,
    leading = command.pro ~= '' and auction.format == 'ascending' and lot.leader_pro == command.pro,
    seq = command.pro ~= '' and auction.pro_seq or auction.seq })
end

-- Writing -------------------------------------------------------------------------------------------------------------

local BOOK = { id = '', sender = '', pro = '', hash = '' } -- who decides when an alarm is due

-- Numbers the decision before its bodies are made, as they hold the counters.
local function count(book, visible)
  local auction = book.auction
  auction.seq, auction.last_ms = auction.seq + 1, book.now
  if visible then auction.pro_seq = auction.pro_seq + 1 end
end

local function journal(book, kind, command, outcome, visible, lot, public, private, result)
  local auction = book.auction
  auction.last_ms = book.now
  save(book.key, auction, COUNTERS)
  return write('XADD', book.tag .. 'journal', '*', 'e', book.epoch, 'a', book.id, 'k', kind,
    's', auction.seq, 'p', auction.pro_seq, 'v', visible and 1 or 0, 't', book.now,
    'l', lot or '', 'c', command.id, 'm', command.sender, 'w', command.pro, 'h', command.hash,
    'o', outcome, 'u', public, 'x', private, 'r', result)
end

-- Both return the entry's id and its result.
local function tell_lot(book, kind, command, visible, lot, private, reason)
  count(book, visible)
  local public, secret = lot_bodies(book.auction, lot, private, reason)
  local result = result_of(book.auction, command, lot)
  return journal(book, kind, command, 'accepted', visible, lot.lot, public, secret, result), result
end

local function tell_auction(book, kind, command, visible, lots, private, reason)
  count(book, visible)
  save(book.key, book.auction, AUCTION)
  local public, secret = auction_bodies(book.auction, lots, private, reason)
  return journal(book, kind, command, 'accepted', visible, nil, public, secret, '{}'), '{}'
end

local function expose(tag, entity, pro, member, cents)
  if cents == 0 then return end
  local key = tag .. 'exposure:' .. entity
  for _, holder in ipairs({ pro, member }) do
    if write('HINCRBY', key, holder, cents) == 0 then write('HDEL', key, holder) end
  end
end

local function hold(book, lot, cents)
  expose(book.tag, book.auction.entity, lot.leader_pro, lot.leader_member, cents)
end

local function move_hold(book, before, lot)
  local old, new = held(book.auction, before), held(book.auction, lot)
  if old == new and before.leader_member == lot.leader_member and before.leader_pro == lot.leader_pro then return end
  hold(book, before, -old)
  hold(book, lot, new)
end

-- What is won counts on, by its price, however long the auction is over: until `release` says that it is ordered, or
-- not sold after all (domain "Limits").
local function win(tag, entity, auction, lot)
  local winner = table.concat({ entity, lot.leader_pro, lot.leader_member, text(lot.price_cents) }, '|')
  write('HSET', tag .. 'won', auction .. '|' .. text(lot.lot), winner)
  expose(tag, entity, lot.leader_pro, lot.leader_member, lot.price_cents)
end

-- A limit counts for the whole entity, from the moment it is set. Whoever sets limits numbers what was read: an older
-- reading that comes late changes nothing. '' is no limit.
local function limit(tag, entity, revision, limits)
  local key = tag .. 'limits:' .. entity
  for holder, cents in pairs(limits) do
    local known = redis.call('HGET', key, holder)
    if not known or tonumber(string.match(known, '^%d+')) <= revision then
      write('HSET', key, holder, text(revision) .. '|' .. text(tonumber(cents) or ''))
    end
  end
end

local function limit_of(book, holder)
  local known = redis.call('HGET', book.tag .. 'limits:' .. book.auction.entity, holder)
  return known and tonumber(string.match(known, '|(%d+)$'))
end

local function alarm(book, at_ms, what, lot)
  local member = string.format('%s|%s|%04d', book.id, what, lot or 0)
  if at_ms then
    write('ZADD', book.tag .. 'alarms', at_ms, member)
  else
    write('ZREM', book.tag .. 'alarms', member)
  end
end

local function set_alarms(book, lots)
  local auction = book.auction
  local open = auction.state == 'open'
  local reminder = auction.ends_at_ms - auction.reminder_ms
  alarm(book, auction.state == 'scheduled' and auction.starts_at_ms, 'start')
  alarm(book, open and auction.reminder_ms > 0 and reminder > book.now and reminder, 'remind')
  for _, lot in ipairs(lots) do alarm(book, open and lot.outcome == '' and lot.ends_at_ms, 'end', lot.lot) end
end

local function finish(book, state, lots)
  for _, lot in ipairs(lots) do hold(book, lot, -held(book.auction, lot)) end -- a cancelled one's
  book.auction.state = state
  write('SREM', book.tag .. 'auctions', book.id)
  for _, part in ipairs({ '', ':pros', ':seen' }) do write('PEXPIRE', book.key .. part, KEEP_MS) end
  for rank = 1, book.auction.lots do
    for _, key in ipairs({ lot_key, bids_key, acts_key }) do write('PEXPIRE', key(book, rank), KEEP_MS) end
  end
end

local function close_lot(book, lot)
  local before = copy(lot)
  lot.outcome = outcome_of(lot)
  move_hold(book, before, lot)
  local counts = lot.outcome == 'sold' and book.auction.format == 'ascending'
  if counts then win(book.tag, book.auction.entity, book.id, lot) end
  save(lot_key(book, lot.lot), lot, LOT)
  alarm(book, nil, 'end', lot.lot)
  book.auction.open_lots = book.auction.open_lots - 1
  tell_lot(book, 'lot_closed', BOOK, true, lot, {})
  if book.auction.open_lots > 0 then return end
  local lots = all_lots(book)
  finish(book, 'closed', lots)
  set_alarms(book, lots)
  tell_auction(book, 'auction_closed', BOOK, true, lots, {})
end

local function start(book)
  local lots = all_lots(book)
  book.auction.state = 'open'
  set_alarms(book, lots)
  tell_auction(book, 'auction_opened', BOOK, true, lots, {})
end

local function catch_up(book, by_manager)
  if book.auction.state == 'scheduled' and book.auction.starts_at_ms <= book.now then start(book) end
  if not by_manager or book.auction.state ~= 'open' then return end
  for _, lot in ipairs(all_lots(book)) do
    if lot.outcome == '' and lot.ends_at_ms <= book.now then close_lot(book, lot) end
  end
end

-- Commands ------------------------------------------------------------------------------------------------------------
-- ARGV of each: auction, epoch, command id, content hash, sender, pro ('' for a manager), lot ('' for all), its own.

local function answer(status, id, outcome, seq, at_ms, result, repeated)
  return { status, id or '', outcome or '', seq or 0, at_ms or 0, result or '{}', repeated and 1 or 0 }
end

local function seen_key(book, command) return book.key .. ':seen', command.sender .. ':' .. command.id end

local function remember(book, command, id, outcome, result)
  local key, field = seen_key(book, command)
  local seq, at_ms = book.auction.seq, book.now
  write('HSET', key, field, table.concat({ command.hash, id, outcome, text(seq), text(at_ms), result }, '|'))
  return answer('ok', id, outcome, seq, at_ms, result)
end

local function again(first, hash)
  local known, id, outcome, seq, at_ms, result = string.match(first, '^(.-)|(.-)|(.-)|(%d+)|(%d+)|(.*)$')
  if known ~= hash then return answer('mismatch') end
  return answer('ok', id, outcome, tonumber(seq), tonumber(at_ms), result, true)
end

-- A sealed lot ends as soon as every invited pro has answered (domain 4.6).
local function everybody_answered(auction, lot)
  return auction.format == 'sealed' and lot.outcome == '' and auction.answered == auction.invited
end

-- `rule(book, lot, command, args)` returns nil, the entry's id and its result; or a refusal and what a limit leaves.
local function decide(keys, args, kind, rule)
  local command = { id = args[3], hash = args[4], sender = args[5], pro = args[6] }
  command.amount = command.pro ~= '' and tonumber(args[8]) or nil
  local book = find(keys, args[1])
  if not book then return answer('no_book') end
  local first = redis.call('HGET', seen_key(book, command))
  if first then return again(first, command.hash) end
  if args[2] ~= book.epoch then return answer('stale_epoch') end
  catch_up(book, command.pro == '')
  local rank = tonumber(args[7])
  local lot = rank and read(lot_key(book, rank), LOT)
  local refusal, given, result = 'not_found', nil, nil
  if lot or not rank then refusal, given, result = rule(book, lot, command, args) end
  local id = given
  if refusal then
    result = result_of(book.auction, command, lot, given)
    id = journal(book, kind, command, refusal, false, rank, '{}', '{}', result)
  end
  local reply = remember(book, command, id, refusal or 'accepted', result)
  if not refusal and command.pro ~= '' and everybody_answered(book.auction, lot) then close_lot(book, lot) end
  return reply
end

-- The most that the pro and the member may still commit to this lot, or nil without limits (domain "Limits").
local function available(book, lot, act)
  local least = nil
  local key = book.tag .. 'exposure:' .. book.auction.entity
  local own = lot.leader_pro == act.pro and held(book.auction, lot) or 0
  for _, holder in ipairs({
    { id = act.pro, own = own },
    { id = act.member, own = lot.leader_member == act.member and own or 0 },
  }) do
    local bound = limit_of(book, holder.id)
    if bound then
      local left = bound - tonumber(redis.call('HGET', key, holder.id) or 0) + holder.own
      local most = math.max(0, left, holder.own)
      least = math.min(least or most, most)
    end
  end
  return least
end

local function find_pro(book, id)
  local value = redis.call('HGET', book.key .. ':pros', id)
  if not value then return nil end
  local status, alias = string.match(value, '^(%a+)|(%d+)$')
  return { id = id, status = status, alias = tonumber(alias) }
end

-- Postgres settles who is invited to an ascending auction, when it opens (domain 2.6): the book takes whom it is given.
-- A sealed one ends when those it began with have answered.
local function pro_of(book, id)
  return find_pro(book, id) or book.auction.format == 'ascending' and { id = id, status = 'invited', alias = 0 } or nil
end

local function save_pro(book, pro)
  write('HSET', book.key .. ':pros', pro.id, pro.status .. '|' .. text(pro.alias))
end

-- A pro's number among the bidders is given by its first act, and kept.
local function answered(book, pro, status)
  if pro.alias == 0 then
    book.auction.answered = book.auction.answered + 1
    pro.alias = book.auction.answered
  elseif pro.status == status then
    return
  end
  pro.status = status
  save_pro(book, pro)
end

local function record_act(book, lot, act)
  local bids = bids_key(book, lot.lot)
  if act.kind == 'decline' then
    write('ZREM', bids, act.pro)
  else
    write('ZADD', bids, act.amount_cents, act.pro)
  end
  write('RPUSH', acts_key(book, lot.lot), cjson.encode(act))
  lot.bidders = redis.call('ZCARD', bids)
end

local BIDDING = {
  place_bid = { kind = 'bid_placed', act = 'bid', format = 'ascending', check = check_bid },
  set_maximum = { kind = 'maximum_set', act = 'maximum', format = 'ascending', check = check_maximum },
  cancel_maximum = { kind = 'maximum_cancelled', act = 'cancel', format = 'ascending', check = check_cancel },
  quote = { kind = 'quote_received', act = 'quote', format = 'sealed', check = check_quote },
  decline = { kind = 'quote_declined', act = 'decline', format = 'sealed', check = function() end },
}

-- ARGV beyond decide's: 8 amount; of a bid 9 guard, 10 price seen, 11 '1': large, meant.
local function refusal_of(book, lot, pro, act, bidding, args)
  local auction = book.auction
  if auction.format ~= bidding.format then return 'wrong_format' end
  local refusal = state_refusal(auction, lot, book.now)
  if refusal then return refusal end
  if not pro then return 'not_invited' end
  if pro.status == 'declined' then return 'declined_lot' end
  if act.kind == 'bid' and lot.leader_pro == act.pro then return 'already_leading' end
  local most = available(book, lot, act)
  if most and act.amount_cents > most then return 'limit_exceeded', most end
  return bidding.check(auction, lot, act, args)
end

local function act_on(book, lot, act)
  local auction = book.auction
  if auction.format == 'sealed' then
    act.counted = act.kind == 'quote'
    record_act(book, lot, act)
    replay(auction, lot, acts_of(book, lot.lot))
  else
    local price = lot.price_cents
    apply(lot, auction.minimum_raise_cents, act)
    act.counted = price ~= lot.price_cents -- a new leader always brings a new price
    record_act(book, lot, act)
    if act.counted then
      local more = extension(auction, lot, book.now)
      lot.ends_at_ms, lot.extended_ms = lot.ends_at_ms + more, lot.extended_ms + more
      if more > 0 then alarm(book, lot.ends_at_ms, 'end', lot.lot) end
    end
  end
  if act.counted then lot.bids = lot.bids + 1 end
end

local function bid(bidding)
  return function(book, lot, command, args)
    local pro = pro_of(book, command.pro)
    local act = { kind = bidding.act, pro = command.pro, member = command.sender, command = command.id,
      amount_cents = command.amount or 0, reserve_cents = lot.reserve_cents }
    local refusal, left = refusal_of(book, lot, pro, act, bidding, args)
    if refusal then return refusal, left end
    answered(book, pro, bidding.act == 'decline' and 'declined' or 'answered')
    act.alias = pro.alias
    local before = copy(lot)
    act_on(book, lot, act)
    move_hold(book, before, lot)
    save(lot_key(book, lot.lot), lot, LOT)
    local private = { act = act, automatic = bidding.format == 'ascending' and lot.leader_pro ~= act.pro }
    if before.leader_pro ~= lot.leader_pro and before.leader_pro ~= '' then
      private.outbid_pro, private.outbid_member = before.leader_pro, before.leader_member
    end
    local visible = act.counted and bidding.format == 'ascending'
    return nil, tell_lot(book, bidding.kind, command, visible, lot, private)
  end
end

local function lower_reserve(book, lot, command, args)
  local refusal = state_refusal(book.auction, lot, book.now)
  if refusal and refusal ~= 'paused' then return refusal end
  local reserve = tonumber(args[8])
  if lot.reserve_cents == 0 then return 'no_reserve' end
  if reserve >= lot.reserve_cents then return 'reserve_not_lower' end
  lot.reserve_cents = reserve
  if book.auction.format == 'ascending' then reach_reserve(lot) end
  save(lot_key(book, lot.lot), lot, LOT)
  return nil, tell_lot(book, 'reserve_lowered', command, book.auction.format == 'ascending', lot, {})
end

-- What a manager may take back: what raised its pro's commitment, so that no void ever raises one. Of a sealed lot
-- that is the quote that stands; those it had replaced go with it.
local function voidable(auction, acts, command)
  local found = nil
  for _, act in ipairs(acts) do
    if act.command == command and (act.kind == 'bid' or act.kind == 'maximum' or act.kind == 'quote') then
      found = act
    elseif found and act.pro == found.pro and auction.format == 'sealed' then
      return nil
    end
  end
  return found
end

-- A voided act is taken out; the lot becomes what the others make it, and its end stays (domain "Bids: exact rules").
local function void(book, lot, command, args)
  local refusal = state_refusal(book.auction, lot, book.now)
  if refusal and refusal ~= 'paused' then return refusal end
  if args[9] == '' then return 'reason_required' end
  local acts, before, rest = acts_of(book, lot.lot), copy(lot), {}
  local voided = voidable(book.auction, acts, args[8])
  if not voided then return 'not_found' end
  local sealed = book.auction.format == 'sealed'
  for _, act in ipairs(acts) do
    if act.command ~= voided.command and not (sealed and act.pro == voided.pro) then rest[#rest + 1] = act end
  end
  replay(book.auction, lot, rest)
  write('DEL', acts_key(book, lot.lot), bids_key(book, lot.lot))
  lot.bids, lot.bidders = 0, 0
  for _, act in ipairs(rest) do
    record_act(book, lot, act)
    if act.counted then lot.bids = lot.bids + 1 end
  end
  move_hold(book, before, lot)
  save(lot_key(book, lot.lot), lot, LOT)
  local private = { voided = voided, acts = rest[1] and rest } -- an empty list would be told as an object
  return nil, tell_lot(book, 'bid_voided', command, not sealed, lot, private, args[9])
end

-- Ends move by as much for every open lot, so that nobody loses time.
local function move_ends(book, lots, by_ms)
  book.auction.ends_at_ms = book.auction.ends_at_ms + by_ms
  for _, lot in ipairs(lots) do
    if lot.outcome == '' then lot.ends_at_ms = lot.ends_at_ms + by_ms end
  end
end

local AMENDING = {
  pause = { kind = 'auction_paused', change = function(book)
    local refusal = state_refusal(book.auction, nil, book.now)
    if refusal then return refusal end
    book.auction.state, book.auction.paused_at_ms = 'paused', book.now
  end },
  resume = { kind = 'auction_resumed', change = function(book, lots)
    local refusal = state_refusal(book.auction, nil, book.now)
    if refusal ~= 'paused' then return refusal or 'not_paused' end
    move_ends(book, lots, book.now - book.auction.paused_at_ms)
    book.auction.state, book.auction.paused_at_ms = 'open', 0
  end },
  extend = { kind = 'auction_extended', change = function(book, lots, args)
    local refusal = state_refusal(book.auction, nil, book.now)
    if refusal == 'closed' then return refusal end
    move_ends(book, lots, tonumber(args[8]))
  end },
  cancel = { kind = 'auction_cancelled', change = function(book, lots, args)
    if state_refusal(book.auction, nil, book.now) == 'closed' then return 'closed' end
    for _, lot in ipairs(lots) do
      if lot.leader_pro ~= '' and args[9] == '' then return 'reason_required' end -- 7.4
    end
    finish(book, 'cancelled', lots)
    for _, lot in ipairs(lots) do
      if lot.outcome == '' then lot.outcome = 'cancelled' end
    end
    book.auction.open_lots = 0
  end },
}

local function amend(amending)
  return function(book, _, command, args)
    local lots = all_lots(book)
    local refusal = amending.change(book, lots, args)
    if refusal then return refusal end
    for _, lot in ipairs(lots) do save(lot_key(book, lot.lot), lot, LOT) end
    set_alarms(book, lots)
    return nil, tell_auction(book, amending.kind, command, true, lots, {}, args[9] ~= '' and args[9] or nil)
  end
end

local function create(book, definition)
  local auction, lots = book.auction, {}
  for rank, each in ipairs(definition.lots) do
    lots[rank] = { lot = rank, starting_price_cents = each.starting_price_cents, reserve_cents = each.reserve_cents,
      ends_at_ms = auction.ends_at_ms, price_cents = 0, leader_pro = '', leader_member = '', leader_alias = 0,
      leader_maximum_cents = 0, bids = 0, bidders = 0, extended_ms = 0, outcome = '' }
    save(lot_key(book, rank), lots[rank], LOT)
  end
  for pro in pairs(definition.limits) do save_pro(book, { id = pro, status = 'invited', alias = 0 }) end
  for _, limits in ipairs({ definition.limits, definition.member_limits }) do
    limit(book.tag, auction.entity, definition.limits_revision, limits)
  end
  write('SADD', book.tag .. 'auctions', book.id)
  set_alarms(book, lots)
  return lots
end

-- ARGV[8] is server/auctions/book.py's Definition; starts_at_ms 0 is now. 'mismatch': another command opened it.
local function open_auction(keys, args)
  local command = { id = args[3], hash = args[4], sender = args[5], pro = '' }
  local tag, epoch = partition(keys)
  if not epoch then return answer('no_book') end
  local book = find(keys, args[1])
  if book then
    local first = redis.call('HGET', seen_key(book, command))
    return first and again(first, command.hash) or answer('mismatch')
  end
  if args[2] ~= epoch then return answer('stale_epoch') end
  local definition, now = cjson.decode(args[8]), clock()
  local auction = { lots = #definition.lots, open_lots = #definition.lots, invited = 0, answered = 0, seq = 0,
    pro_seq = 0, last_ms = now, paused_at_ms = 0, state = 'scheduled' }
  for _, field in ipairs({ 'format', 'entity', 'minimum_raise_cents', 'window_ms', 'extension_ms', 'cap_ms',
    'reminder_ms' }) do
    auction[field] = definition[field]
  end
  for _ in pairs(definition.limits) do auction.invited = auction.invited + 1 end
  auction.starts_at_ms = definition.starts_at_ms > 0 and definition.starts_at_ms or now
  auction.ends_at_ms = auction.starts_at_ms + definition.duration_ms
  book = { tag = tag, epoch = epoch, id = args[1], key = tag .. 'auction:' .. args[1], auction = auction, now = now }
  local lots = create(book, definition)
  local private = { limits = definition.limits }
  local id = tell_auction(book, 'auction_scheduled', command, false, lots, private)
  local reply = remember(book, command, id, 'accepted', '{}')
  catch_up(book, false)
  return reply
end

local function fire(book, what, rank)
  if what == 'start' then
    start(book)
  elseif what == 'end' then
    close_lot(book, read(lot_key(book, rank), LOT))
  else
    book.auction.reminder_ms = 0
    tell_auction(book, 'auction_ending_soon', BOOK, true, all_lots(book), {})
  end
end

-- ARGV: how many alarms to fire at most. Answers how many were, when the next one is due (-1: none) and the time.
local function tick(keys, args)
  local tag, epoch = partition(keys)
  local fired, now, next_at = 0, clock(), nil
  while epoch and fired < tonumber(args[1]) do
    local due = redis.call('ZRANGEBYSCORE', tag .. 'alarms', '-inf', now, 'LIMIT', 0, 1)[1]
    if not due then break end
    write('ZREM', tag .. 'alarms', due)
    local id, what, rank = string.match(due, '^(.+)|(%a+)|(%d+)$')
    local book = find(keys, id)
    if book then fire(book, what, tonumber(rank)) end
    fired = fired + 1
  end
  next_at = epoch and redis.call('ZRANGE', tag .. 'alarms', 0, 0, 'WITHSCORES')[2]
  return { fired, tonumber(next_at or -1), now }
end

-- Limits --------------------------------------------------------------------------------------------------------------
-- They aren't the ledger's: what is set and released here is written in Postgres first, and read from there by `load`.

-- ARGV: entity, revision of the reading, {holder: cents or null}. It needs no book: a rebuild under way keeps it.
local function set_limits(keys, args)
  limit(partition(keys), args[1], tonumber(args[2]), cjson.decode(args[3]))
  return 1
end

-- ARGV: lots that no longer count, as 'auction|lot'. Answers how many did; asking twice does no harm.
local function release(keys, args)
  local tag, released = partition(keys), 0
  for _, lot in ipairs(args) do
    local winner = redis.call('HGET', tag .. 'won', lot)
    if winner then
      local entity, pro, member, cents = string.match(winner, '^(.-)|(.-)|(.-)|(%d+)$')
      write('HDEL', tag .. 'won', lot)
      expose(tag, entity, pro, member, -tonumber(cents))
      released = released + 1
    end
  end
  return released
end

-- Rebuilding ----------------------------------------------------------------------------------------------------------

local function forget_all(tag)
  for _, id in ipairs(redis.call('SMEMBERS', tag .. 'auctions')) do
    local key = tag .. 'auction:' .. id
    local auction = read(key, AUCTION)
    local stale = { key, key .. ':pros', key .. ':seen', tag .. 'exposure:' .. auction.entity }
    for rank = 1, auction.lots do
      for _, part in ipairs({ ':lot:', ':bids:', ':acts:' }) do stale[#stale + 1] = key .. part .. text(rank) end
      write('DEL', unpack(stale))
      stale = { key }
    end
  end
  for _, winner in ipairs(redis.call('HVALS', tag .. 'won')) do
    write('DEL', tag .. 'exposure:' .. string.match(winner, '^(.-)|'))
  end
  write('DEL', tag .. 'alarms', tag .. 'auctions', tag .. 'journal', tag .. 'won')
end

-- Nobody loses the time the book was away: from when it was last alive, or from a start that passed meanwhile.
local function give_back(book, lots, alive_ms)
  local lost = book.now - math.max(alive_ms, book.auction.starts_at_ms)
  if lost <= 0 or book.auction.state == 'paused' then return end
  book.auction.ends_at_ms = book.auction.ends_at_ms + lost
  for _, lot in ipairs(lots) do
    if lot.outcome == '' and lot.ends_at_ms > alive_ms then lot.ends_at_ms = lot.ends_at_ms + lost end
  end
end

local function rebuild(tag, epoch, state, alive_ms)
  local key = tag .. 'auction:' .. state.id
  local book = { tag = tag, epoch = epoch, id = state.id, key = key, auction = state.auction }
  book.now = math.max(clock(), state.auction.last_ms)
  write('DEL', key, key .. ':pros', key .. ':seen')
  write('SADD', tag .. 'auctions', state.id)
  for id, pro in pairs(state.pros) do
    save_pro(book, { id = id, status = pro.status, alias = pro.alias })
  end
  for field, first in pairs(state.seen) do write('HSET', key .. ':seen', field, first) end
  give_back(book, state.lots, alive_ms)
  for rank, lot in ipairs(state.lots) do
    write('DEL', bids_key(book, rank), acts_key(book, rank))
    for _, act in ipairs(state.acts[rank]) do record_act(book, lot, act) end
    save(lot_key(book, rank), lot, LOT)
    hold(book, lot, held(book.auction, lot))
  end
  set_alarms(book, state.lots)
  tell_auction(book, 'recovered', BOOK, true, state.lots, {})
end

-- ARGV: a higher epoch, the last committed id of the journal, when the book was last known alive, the auctions that
-- aren't over (server/auctions/history.py's BookState), what is won and not ordered, the limits by entity (limits.py's
-- Won and Limits). All else the partition held is forgotten, but limits of a later reading. 0: no higher epoch.
local function load(keys, args)
  local tag, known = partition(keys), redis.call('HGET', keys[1], 'epoch')
  local states, won, limits = cjson.decode(args[4]), cjson.decode(args[5]), cjson.decode(args[6])
  if tonumber(args[1]) <= tonumber(known or 0) then return 0 end
  forget_all(tag)
  write('HSET', keys[1], 'epoch', args[1], 'version', VERSION)
  if args[2] ~= '0-0' then -- ids go on after it, even if this server's clock is behind
    write('XGROUP', 'CREATE', tag .. 'journal', 'load', '$', 'MKSTREAM')
    write('XGROUP', 'DESTROY', tag .. 'journal', 'load')
    write('XSETID', tag .. 'journal', args[2])
  end
  for _, each in ipairs(won) do win(tag, each.entity, each.auction, each) end
  for _, each in ipairs(limits) do limit(tag, each.entity, each.revision, each.limits) end
  for _, state in ipairs(states) do rebuild(tag, args[1], state, tonumber(args[3])) end
  return 1
end

-- Registration --------------------------------------------------------------------------------------------------------

-- An error after a write isn't rolled back: the partition then forgets its epoch, and decides nothing until it is
-- rebuilt from the ledger. Before the first write nothing has happened: a faulty call can't ask for rebuilds.
local function whole(call)
  return function(keys, args)
    wrote = false
    local ok, reply = pcall(call, keys, args)
    if ok then return reply end
    if wrote then redis.pcall('DEL', keys[1]) end
    return type(reply) == 'table' and reply or redis.error_reply(tostring(reply))
  end
end

local function offer(name, call) redis.register_function(name .. '_' .. VERSION, whole(call)) end

local function register(name, kind, rule)
  offer(name, function(keys, args) return decide(keys, args, kind, rule) end)
end

register('place_bid', BIDDING.place_bid.kind, bid(BIDDING.place_bid))
register('set_maximum', BIDDING.set_maximum.kind, bid(BIDDING.set_maximum))
register('cancel_maximum', BIDDING.cancel_maximum.kind, bid(BIDDING.cancel_maximum))
register('quote', BIDDING.quote.kind, bid(BIDDING.quote))
register('decline', BIDDING.decline.kind, bid(BIDDING.decline))
register('pause', AMENDING.pause.kind, amend(AMENDING.pause))
register('resume', AMENDING.resume.kind, amend(AMENDING.resume))
register('extend', AMENDING.extend.kind, amend(AMENDING.extend))
register('cancel', AMENDING.cancel.kind, amend(AMENDING.cancel))
register('lower_reserve', 'reserve_lowered', lower_reserve)
register('void', 'bid_voided', void)
offer('open_auction', open_auction)
offer('tick', tick)
offer('set_limits', set_limits)
offer('release', release)
offer('load', load)

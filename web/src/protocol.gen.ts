// Printed by `python -m server.protocol.generate` from server/protocol: change it there.

export const SUBPROTOCOL = "adjuge.v1";
export const FRAME_BYTES_MAX = 4096;
export const MESSAGES_PER_FRAME_MAX = 64;
export const CLOSE = {
  restarting: 4000,
  no_pong: 4001,
  slow_consumer: 4002,
  resync: 4003,
  auth_expired: 4004,
  rate_limited: 4005,
  hello_timeout: 4007,
  bad_request: 4500,
  unauthorized: 4501,
  forbidden: 4503,
  too_many_connections: 4504,
  protocol_unsupported: 4505,
  session_revoked: 4506,
} as const;

/**
 * The dealer took the auction back, with the reason told to all (domain 7.4).
 */
export interface AuctionCancelled {
  type: "auction_cancelled";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  state: "cancelled" | "closed" | "draft" | "open" | "scheduled";
  lots: readonly LotState[];
  reason?: string;
}

/**
 * Every lot has its outcome.
 */
export interface AuctionClosed {
  type: "auction_closed";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  state: "cancelled" | "closed" | "draft" | "open" | "scheduled";
  lots: readonly LotState[];
}

/**
 * What holds for all lots of an auction; without `soft_close` the end is hard; `comment` is for pros (domain 4.2).
 *
 *     While `paused`, the clock stands at what was left at `paused_at_ms`.
 */
export interface AuctionHead {
  id: string;
  number: number;
  format: "ascending" | "sealed";
  kind: "per_unit" | "quotation" | "whole_lot";
  state: "cancelled" | "closed" | "draft" | "open" | "scheduled";
  paused?: boolean;
  paused_at_ms?: number;
  starts_at_ms: number;
  ends_at_ms: number;
  minimum_raise_cents: number;
  soft_close?: SoftClose;
  entity: Party;
  point_of_sale: Party;
  comment?: string;
}

/**
 * Bidding starts.
 */
export interface AuctionOpened {
  type: "auction_opened";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  state: "cancelled" | "closed" | "draft" | "open" | "scheduled";
  paused?: boolean;
  paused_at_ms?: number;
  lots: readonly LotState[];
}

/**
 * What a standing maximum answered to the bid within the same decision (domain 7.10).
 */
export interface AutomaticAnswer {
  pro: Party;
  amount_cents: number;
}

/**
 * A bid and what it brings; `leader` is who leads after it and after the automatic `answer`.
 */
export interface BidPlaced {
  type: "bid_placed";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  lot: number;
  command_id?: string;
  pro: Party;
  member?: Party;
  amount_cents: number;
  automatic: boolean;
  answer?: AutomaticAnswer;
  leader?: Party;
  price_cents: number;
  next_min_cents: number;
  bids: number;
  bidders: number;
  ends_at_ms: number;
  extended: boolean;
  reserve_met: boolean;
  margin?: Margin;
  totals: Totals;
}

/**
 * The one outcome of a command, committed; `repeated` when it had been given before. `id` is left out by REST.
 *
 *     `available_cents` comes with `limit_exceeded`: the most that may still be committed.
 */
export interface BidResult {
  type: "bid_result";
  id?: number;
  command_id: string;
  auction_id: string;
  lot: number;
  status: "accepted" | "refused" | "unknown";
  code?: Code;
  epoch: number;
  seq: number;
  amount_cents?: number;
  available_cents?: number;
  price_cents: number;
  next_min_cents: number;
  leading: boolean;
  ends_at_ms: number;
  decided_at_ms: number;
  repeated: boolean;
}

/**
 * A manager voided a bid; the price is that of the remaining ones.
 */
export interface BidVoided {
  type: "bid_voided";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  lot: number;
  price_cents: number;
  next_min_cents: number;
  bids: number;
  bidders: number;
  reserve_met: boolean;
  why: string;
}

/**
 * The server is about to close the connection; come back after so long.
 */
export interface Bye {
  type: "bye";
  code: "restarting";
  after_ms: number;
}

/**
 * Stop raising: the maximum falls to the price it stands at. Answered by `bid_result`.
 */
export interface CancelMaximum {
  type: "cancel_maximum";
  id: number;
  command_id: string;
  auction_id: string;
  lot: number;
  epoch: number;
}

/**
 * A car of a lot is shown anew, absolute: photos or condition were added, or its dealer corrected something.
 *
 *     Told outside of the numbers, as `presence` is. `vehicle.dossier` says whether what was read of its dossier is old.
 */
export interface CarChanged {
  type: "car_changed";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  lot: number;
  vehicle: Vehicle;
}

/**
 * What the dealer corrected of a car during the sale, and why (domain 6.7).
 */
export interface CarCorrection {
  at_ms: number;
  reason: string;
  changes: readonly CorrectedField[];
}

/**
 * Which program speaks, for the log.
 */
export interface ClientVersion {
  name: string;
  version: string;
}

/**
 * amount_too_low: Show `next_min_cents`, the lowest amount that would be accepted; ask for a new one.
 * price_moved: Show the new price; let the person decide again.
 * already_leading: Say that the pro leads; offer to raise its maximum instead.
 * not_open: The auction hasn't started: show its start.
 * closed: The lot is over: stop bidding, wait for the outcome.
 * paused: The dealer paused the auction: wait for `countdown_changed`.
 * not_invited: The pro isn't invited, or no longer connected: leave the auction.
 * declined_lot: The pro passed on this lot: show it as declined.
 * limit_exceeded: The member's or pro's limit is reached: lower the amount or ask for a higher limit.
 * confirm_large: The amount is above ten times the lowest one: ask, then send anew with `confirm_large`.
 * stale_epoch: The book was rebuilt: wait for the snapshot, then decide again.
 * command_mismatch: This command id was used for something else: a fault of the client; use a new id.
 * wrong_format: The command doesn't belong to this format of auction: reload the page.
 * cannot_lower: A maximum can't go below the price: show the price.
 * reserve_not_lower: A reserve can only go down: show the present one.
 * no_reserve: The lot has no reserve: there is nothing to lower.
 * bad_request: Malformed: a fault of the client; don't repeat.
 * unauthorized: Nobody is signed in, or no longer: sign in.
 * forbidden: A right is lacking: say so; don't repeat.
 * not_found: There is no such thing, or not for this account: leave the page.
 * not_subscribed: Subscribe to the room first.
 * too_many_rooms: Leave a room before entering another.
 * rate_limited: Retry after `after_ms`, with the same command id.
 * unavailable: Retry soon, with the same command id.
 * timeout: No outcome yet: ask `command_status`, or retry with the same command id.
 * wrong_credentials: Ask for the e-mail and the password again.
 * totp_required: Ask for the code of the second factor, and sign in again with it.
 * wrong_totp: Ask for the code again; each works once.
 * second_factor_required: The user group asks for a second factor: make one first.
 * foreign_origin: Call from a page of this site, or from a program without `Origin`.
 * method_not_allowed: A fault of the client: see `Allow`.
 * too_large: Send less.
 * unsupported_media_type: Send one of `accepted`.
 * not_built: The server lacks its web application: whoever runs it builds it first.
 * internal: Our mistake, recorded with the `x-request-id` of the answer: tell us that id.
 * retry: Somebody changed it at the same moment: repeat the request.
 * last_administrator: Give somebody else that right first.
 * second_factor_in_use: There is a second factor already: remove it first.
 * no_second_factor: There is no second factor, or none to confirm: show it as it is.
 * second_factor_kept: The user group asks for a second factor: keep it, or change the group.
 * machines_manage_nobody: Give that right to a person instead.
 * account_exists: Sign in with that e-mail instead.
 * company_exists: Somebody of that company must sign in and accept.
 * other_company: Sign in with the account to which the invitation was sent.
 * invitation_used: The link works once: sign in.
 * invitation_expired: Ask who sent the link for a new one.
 * invitation_revoked: Ask who sent the link.
 * already_connected: Show the professional's connections: there is nothing to invite it to.
 * still_connected: The record stays; end its connections instead.
 * directory_unavailable: Fill the form by hand, or try again in a moment.
 * taken: Something else has this value: show that beside `field`, if there is one, and ask for another.
 * in_use: Something is still linked to it, or what it is linked to is gone: show what.
 * too_many: There may be `most` of them: remove one first.
 * already_asked: Professionals are being asked: show it as it is, in its `version`.
 * conflict: Somebody changed it meanwhile: show the current version, decide again.
 * not_paused: The auction isn't paused: show it as it is.
 * not_sold: The lot isn't sold: show its outcome.
 * ordered: The sale has become an order: cancel that first.
 * no_pro: Nobody is connected who could be asked: connect professionals first.
 * reason_required: There are bids: ask why, and send the reason, which is told to all.
 * not_movable: The car can't go there from where it is: show each of `reasons`.
 * price_locked: The car is kept for somebody at an agreed price: remove the reservation first.
 * in_sale: Bidders look at the car: show `fields` as they are, and offer a correction with its reason.
 * not_in_sale: The car is in no sale: change its record.
 * duplicate: The car is in stock already: show `vehicle_id`, for each of `fields`.
 * not_reserved: The car is kept for nobody: show it as it is.
 * not_exited: The car hasn't left: show it as it is.
 * register_moved: That number is taken or leaves a gap: propose `next_police_number`.
 * invoice_mismatch: This invoice was told with other cars: a fault of the client.
 * offset_mismatch: Go on sending from `offset`.
 * not_a_photo: The file is no photo we take: say `reason`, ask for another one.
 * not_a_table: The file can't be read as a table: say `reason`, ask for another one.
 * import_under_way: The file is being worked on, or is done: show it as it is.
 * invalid: Fields are wrong: show each of `errors` beside its field.
 */
export type Code = "account_exists" | "already_asked" | "already_connected" | "already_leading" | "amount_too_low" | "bad_request" | "cannot_lower" | "closed" | "command_mismatch" | "company_exists" | "confirm_large" | "conflict" | "declined_lot" | "directory_unavailable" | "duplicate" | "forbidden" | "foreign_origin" | "import_under_way" | "in_sale" | "in_use" | "internal" | "invalid" | "invitation_expired" | "invitation_revoked" | "invitation_used" | "invoice_mismatch" | "last_administrator" | "limit_exceeded" | "machines_manage_nobody" | "method_not_allowed" | "no_pro" | "no_reserve" | "no_second_factor" | "not_a_photo" | "not_a_table" | "not_built" | "not_exited" | "not_found" | "not_in_sale" | "not_invited" | "not_movable" | "not_open" | "not_paused" | "not_reserved" | "not_sold" | "not_subscribed" | "offset_mismatch" | "ordered" | "other_company" | "paused" | "price_locked" | "price_moved" | "rate_limited" | "reason_required" | "register_moved" | "reserve_not_lower" | "retry" | "second_factor_in_use" | "second_factor_kept" | "second_factor_required" | "stale_epoch" | "still_connected" | "taken" | "timeout" | "too_large" | "too_many" | "too_many_rooms" | "totp_required" | "unauthorized" | "unavailable" | "unsupported_media_type" | "wrong_credentials" | "wrong_format" | "wrong_totp";

/**
 * Ask what became of a command: answered by `bid_result`, `unknown` where it was never seen.
 */
export interface CommandStatus {
  type: "command_status";
  id: number;
  auction_id: string;
  command_id: string;
}

/**
 * What was wrong of a car, and what it is; null where there was or is none.
 */
export interface CorrectedField {
  field: string;
  before?: string | number | boolean;
  after?: string | number | boolean;
}

/**
 * An end moved, or a clock stopped or started: of one lot, or (no `lot`) of all that `lots` lists.
 *
 *     `ending_soon` moves nothing: it reminds, some minutes before the end.
 */
export interface CountdownChanged {
  type: "countdown_changed";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  lot?: number;
  ends_at_ms: number;
  lots?: readonly LotState[];
  paused?: boolean;
  paused_at_ms?: number;
  why: "amended" | "ending_soon" | "paused" | "recovery" | "resumed" | "soft_close";
}

/**
 * A bid with its bidder; an automatic answer has the `seq` of the bid it answers.
 */
export interface DealerHistoryRow {
  seq: number;
  at_ms: number;
  command_id?: string;
  pro: Party;
  member?: Party;
  amount_cents: number;
  automatic: boolean;
  voided?: boolean;
}

/**
 * A lot in the seller's snapshot, names, reserve and margin included; the last three are of the sealed format.
 *
 *     There `price_cents` is the best quote, `winner` whose it was once all is over, and `quotes` are newest first.
 */
export interface DealerLot {
  lot: number;
  number: number;
  vehicles: readonly DealerVehicle[];
  starting_price_cents: number;
  price_cents: number;
  next_min_cents: number;
  bids: number;
  bidders: number;
  ends_at_ms: number;
  extended: boolean;
  reserve_met: boolean;
  reserve_cents?: number;
  leader?: Party;
  margin?: Margin;
  outcome?: "ended" | "no_bid" | "reserve_not_met" | "sale_cancelled" | "sold";
  winner?: Party;
  offer_id?: string;
  history: readonly DealerHistoryRow[];
  invited?: number;
  answered?: number;
  quotes?: readonly QuoteRow[];
}

/**
 * A lot is over; `offer_id` is the offer made out to the winner (domain 7.9).
 */
export interface DealerLotClosed {
  type: "lot_closed";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  lot: number;
  outcome: "ended" | "no_bid" | "reserve_not_met" | "sale_cancelled" | "sold";
  price_cents?: number;
  winner?: Party;
  offer_id?: string;
}

/**
 * An auction with everything its seller may see, at position (epoch, seq) of the dealers' room.
 *
 *     `pros` are those invited, by name.
 */
export interface DealerSnapshot {
  audience: "dealer";
  epoch: number;
  seq: number;
  auction: AuctionHead;
  lots: readonly DealerLot[];
  totals: Totals;
  pros?: readonly Party[];
}

/**
 * A car with what it cost and should bring, for its seller only (domain 7.2); zeros for one not bought yet.
 *
 *     `real_margin_cents` is what `costs_cents`, excl. VAT, leave of it at its sale price (domain 6.8). What it cost and
 *     leaves is for those who may see margins (domain 1.6).
 */
export interface DealerVehicle {
  id: string;
  make: string;
  model: string;
  version: string;
  trim?: string;
  plate?: string;
  vin?: string;
  energy?: string;
  gearbox?: string;
  mileage_km?: number;
  mileage_guaranteed: boolean;
  first_registration?: string;
  co2_g_km?: number;
  power_hp?: number;
  fiscal_power_cv?: number;
  body?: string;
  outer_colour?: string;
  inner_colour?: string;
  condition?: string;
  vat_regime: "margin" | "standard";
  photo?: string;
  dossier?: number;
  corrections?: readonly CarCorrection[];
  starting_price_cents: number;
  market_value_cents?: number;
  sale_price_cents: number;
  purchase_price_cents?: number;
  costs_cents?: number;
  real_margin_cents?: number;
}

/**
 * Pass on a sealed lot (domain 4.6): answered by `bid_result`.
 */
export interface Decline {
  type: "decline";
  id: number;
  command_id: string;
  auction_id: string;
  lot: number;
  epoch: number;
}

/**
 * The live figures of an entity's desk, each tile by name.
 */
export interface DeskSnapshot {
  audience: "desk";
  tiles: Readonly<Record<string, Readonly<Record<string, number | string>>>>;
}

/**
 * The request got no decision; with `retry` the same one may be sent again, `after_ms` from now.
 */
export interface Error {
  type: "error";
  id?: number;
  code: Code;
  retry: boolean;
  after_ms?: number;
  detail?: string;
}

/**
 * First frame, within 5 s: answered by `welcome`, then one `subscribed` for each resumed room.
 */
export interface Hello {
  type: "hello";
  id: number;
  client: ClientVersion;
  ticket?: string;
  resume?: readonly ResumedRoom[];
}

/**
 * What a well-behaved client keeps to; beyond it frames are refused, then the connection.
 */
export interface Limits {
  frame_bytes: number;
  frames_per_second: number;
  frames_burst: number;
  bids_per_second: number;
  bids_burst: number;
  pings_per_second: number;
  rooms: number;
}

/**
 * The public state of a lot, where its fixed parts are known already.
 */
export interface LotState {
  lot: number;
  price_cents: number;
  next_min_cents: number;
  bids: number;
  ends_at_ms: number;
  reserve_met: boolean;
  outcome?: "ended" | "no_bid" | "reserve_not_met" | "sale_cancelled" | "sold";
}

/**
 * What a lot earns: `real_cents` at its sale price, the final ones at the price reached (domain "Margins").
 *
 *     `final_cents` adds the price's distance from the sale price as the guide does, `net_cents` without its VAT.
 *     `gain_cents`, incl. VAT, is another thing: how far the last offer is above the starting price. Margins excl. VAT.
 */
export interface Margin {
  real_cents: number;
  gain_cents: number;
  final_cents: number;
  net_cents: number;
}

/**
 * Money moved without a bid: by a maximum nobody sees, or as the price went to a lowered reserve (domain 7.10).
 *
 *     `why` `cost`: a car's costs changed (domain 6.8). That is told outside of the numbers, as `presence` is.
 */
export interface MarginChanged {
  type: "margin_changed";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  lot: number;
  price_cents: number;
  next_min_cents: number;
  reserve_cents?: number;
  reserve_met: boolean;
  margin?: Margin;
  totals: Totals;
  why: "bid" | "cost" | "reserve" | "void";
}

/**
 * What concerns the person alone: positions in running auctions (pros) and unread notifications.
 */
export interface MeSnapshot {
  audience: "me";
  positions: readonly OwnPosition[];
  unread: number;
}

/**
 * A line of the person's notifications, the page it leads to, and what it is about: an auction.
 */
export interface Notice {
  id: string;
  kind: string;
  title: string;
  body: string;
  link: string;
  subject_id?: string;
  created_at_ms: number;
  read: boolean;
}

/**
 * Something to know, told in room `me`; mails and push go their own way.
 */
export interface Notification {
  type: "notification";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  notification: Notice;
}

/**
 * Done.
 */
export interface Ok {
  type: "ok";
  id: number;
}

/**
 * Where the pro stands in one lot.
 */
export interface OwnPosition {
  auction_id: string;
  lot: number;
  standing: "auction_cancelled" | "declined" | "highest_below_reserve" | "leading" | "leading_below_reserve" | "lost" | "none" | "outbid" | "quoted" | "sale_cancelled" | "won";
  my_bid_cents?: number;
  my_maximum_cents?: number;
  my_number?: number;
  price_cents: number;
  next_min_cents: number;
  ends_at_ms: number;
}

/**
 * Somebody or something with a name: a pro, a member, an entity, a point of sale.
 */
export interface Party {
  id: string;
  name: string;
}

/**
 * The command is taken but not yet committed after 300 ms; promises nothing. `id` is left out by REST.
 */
export interface Pending {
  type: "pending";
  id?: number;
  command_id: string;
}

/**
 * Compare clocks: answered by `pong`.
 */
export interface Ping {
  type: "ping";
  id: number;
  client_ms: number;
}

/**
 * Bid exactly this amount, shown at once (domain 7.5): answered by `bid_result`.
 *
 *     `guard="exact"` also demands that the price still is `seen_price_cents`; an amount above ten times the lowest
 *     acceptable one needs `confirm_large`.
 */
export interface PlaceBid {
  type: "place_bid";
  id: number;
  command_id: string;
  auction_id: string;
  lot: number;
  epoch: number;
  amount_cents: number;
  seen_price_cents?: number;
  guard?: "exact" | "min";
  confirm_large?: boolean;
}

/**
 * When a `ping` came in and when this went out, by the server's clock.
 */
export interface Pong {
  type: "pong";
  id: number;
  client_ms: number;
  received_ms: number;
  sent_ms: number;
}

/**
 * Where the pro stands in a lot, told to its members only, in room `me`.
 *
 *     `my_number` is its own `leader_number` in this auction, from its first bid on.
 */
export interface PositionChanged {
  type: "position_changed";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  auction_id: string;
  lot: number;
  standing: "auction_cancelled" | "declined" | "highest_below_reserve" | "leading" | "leading_below_reserve" | "lost" | "none" | "outbid" | "quoted" | "sale_cancelled" | "won";
  my_bid_cents?: number;
  my_maximum_cents?: number;
  my_number?: number;
  price_cents: number;
  next_min_cents: number;
  ends_at_ms: number;
}

/**
 * Who is there; for pros rounded, and at most every 5 s.
 */
export interface Presence {
  type: "presence";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  watching: number;
  bidders: number;
}

/**
 * A lot's price, leader or reserve moved; one's own standing comes by `position_changed`.
 *
 *     `leader_alias` is the pseudonym in French; `leader_number` alone is for words in the reader's language.
 */
export interface PriceChanged {
  type: "price_changed";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  lot: number;
  price_cents: number;
  next_min_cents: number;
  bids: number;
  bidders: number;
  ends_at_ms: number;
  extended: boolean;
  reserve_met: boolean;
  without_reserve?: boolean;
  leader_alias?: string;
  leader_number?: number;
}

/**
 * A step of the price, its leader by pseudonym (domain 7.6); the number is for words of the reader's language.
 */
export interface ProHistoryRow {
  seq: number;
  at_ms: number;
  leader_alias: string;
  leader_number?: number;
  price_cents: number;
}

/**
 * A lot in a pro's snapshot: everything public, and its own position.
 *
 *     Of the reserve a pro knows whether there is one, and whether it is met (domain 7.6).
 */
export interface ProLot {
  lot: number;
  number: number;
  vehicles: readonly Vehicle[];
  starting_price_cents: number;
  price_cents: number;
  next_min_cents: number;
  bids: number;
  bidders: number;
  ends_at_ms: number;
  extended: boolean;
  reserve_met: boolean;
  without_reserve?: boolean;
  leader_alias?: string;
  leader_number?: number;
  outcome?: "ended" | "no_bid" | "reserve_not_met" | "sale_cancelled" | "sold";
  history: readonly ProHistoryRow[];
  standing: "auction_cancelled" | "declined" | "highest_below_reserve" | "leading" | "leading_below_reserve" | "lost" | "none" | "outbid" | "quoted" | "sale_cancelled" | "won";
  my_bid_cents?: number;
  my_maximum_cents?: number;
}

/**
 * A lot is over; whether it is one's own comes by `position_changed`.
 */
export interface ProLotClosed {
  type: "lot_closed";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  lot: number;
  outcome: "ended" | "no_bid" | "reserve_not_met" | "sale_cancelled" | "sold";
  price_cents?: number;
}

/**
 * An auction as one invited pro sees it, at position (epoch, seq) of the pros' room.
 *
 *     `my_number` is the reader's own `leader_number` in this auction, from its first bid on.
 *     `parted`: the connection has ended, so that only the lots the pro leads are shown, and no bids are taken.
 */
export interface ProSnapshot {
  audience: "pro";
  epoch: number;
  seq: number;
  auction: AuctionHead;
  lots: readonly ProLot[];
  my_number?: number;
  parted?: boolean;
}

/**
 * Give or change the pro's one sealed price (domain 4.6): answered by `bid_result`.
 */
export interface Quote {
  type: "quote";
  id: number;
  command_id: string;
  auction_id: string;
  lot: number;
  epoch: number;
  amount_cents: number;
}

/**
 * A pro passed.
 */
export interface QuoteDeclined {
  type: "quote_declined";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  lot: number;
  pro: Party;
  answered: number;
  invited: number;
  best_cents?: number;
}

/**
 * A pro gave or changed its sealed price (domain 4.6); how much is for those who may validate the trade-in.
 */
export interface QuoteReceived {
  type: "quote_received";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  lot: number;
  pro: Party;
  amount_cents?: number;
  answered: number;
  invited: number;
  best_cents?: number;
}

/**
 * What an invited pro last answered to a sealed request: a price, or none when it declined (domain 4.6).
 *
 *     `hidden`: a price, for others than the one who reads.
 */
export interface QuoteRow {
  pro: Party;
  at_ms: number;
  amount_cents?: number;
  hidden?: boolean;
}

/**
 * The session ends then: sign in again before.
 */
export interface ReauthDue {
  type: "reauth_due";
  at_ms: number;
}

/**
 * A room and the last position applied there.
 */
export interface ResumedRoom {
  room: string;
  epoch: number;
  seq: number;
}

/**
 * The server told all it can of these rooms: subscribe again, for a snapshot or to hear that the right ended.
 */
export interface Resync {
  type: "resync";
  rooms: readonly string[];
}

/**
 * A thing of the entity changed: refresh its row, in room `desk:<entity>`.
 */
export interface RowChanged {
  type: "row_changed";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  kind: string;
  id: string;
  summary: Readonly<Record<string, number | string>>;
}

/**
 * Let the book raise for the pro up to this amount, which never shows (domain 7.10): answered by `bid_result`.
 */
export interface SetMaximum {
  type: "set_maximum";
  id: number;
  command_id: string;
  auction_id: string;
  lot: number;
  epoch: number;
  maximum_cents: number;
}

/**
 * The last position a client has applied in a room.
 */
export interface Since {
  epoch: number;
  seq: number;
}

/**
 * A bid within the window moves the end to the extension from now, within the cap in all (domain 7.11).
 */
export interface SoftClose {
  window_seconds: number;
  extension_seconds: number;
  cap_seconds: number;
}

/**
 * Follow a room, from `since` where that is still known: answered by `subscribed`.
 */
export interface Subscribe {
  type: "subscribe";
  id: number;
  room: string;
  since?: Since;
}

/**
 * The client is in the room, at this position: start from the snapshot, from the replay that follows, or go on.
 */
export interface Subscribed {
  type: "subscribed";
  id: number;
  room: string;
  epoch: number;
  seq: number;
  mode: "replay" | "same" | "snapshot";
  snapshot?: DealerSnapshot | ProSnapshot | MeSnapshot | DeskSnapshot;
}

/**
 * New figures of a tile of the desk, in room `desk:<entity>`.
 */
export interface TileChanged {
  type: "tile_changed";
  room: string;
  epoch: number;
  seq: number;
  from_seq?: number;
  at_ms: number;
  tile: string;
  figures: Readonly<Record<string, number | string>>;
}

/**
 * Sums over an auction (domain 7.7); last offers, their starts and the gain count only lots that have an offer.
 *
 *     `margin` is for those who may see margins (domain 1.6).
 */
export interface Totals {
  lots: number;
  lots_with_offer: number;
  starting_cents: number;
  starting_with_offer_cents: number;
  last_offers_cents: number;
  reserve_cents: number;
  margin?: Margin;
}

/**
 * Leave a room: answered by `ok`.
 */
export interface Unsubscribe {
  type: "unsubscribe";
  id: number;
  room: string;
}

/**
 * A car as a buyer compares it; `condition` is what the dealer says of its state, in words.
 *
 *     `dossier` is the version of what `GET .../lots/{lot}/dossier` says of it.
 */
export interface Vehicle {
  id: string;
  make: string;
  model: string;
  version: string;
  trim?: string;
  plate?: string;
  vin?: string;
  energy?: string;
  gearbox?: string;
  mileage_km?: number;
  mileage_guaranteed: boolean;
  first_registration?: string;
  co2_g_km?: number;
  power_hp?: number;
  fiscal_power_cv?: number;
  body?: string;
  outer_colour?: string;
  inner_colour?: string;
  condition?: string;
  vat_regime: "margin" | "standard";
  photo?: string;
  dossier?: number;
  corrections?: readonly CarCorrection[];
  starting_price_cents: number;
}

/**
 * Who the server takes the client for; `ping_ms` is how often it looks whether the client is there.
 */
export interface Welcome {
  type: "welcome";
  id: number;
  user_id: string;
  member_of: string;
  audience: "dealer" | "pro";
  server_ms: number;
  ping_ms: number;
  limits: Limits;
}

export type ClientMessage = Hello | Subscribe | Unsubscribe | PlaceBid | SetMaximum | CancelMaximum | Quote | Decline | CommandStatus | Ping;

export type Reply = Welcome | Subscribed | Ok | Pong | Pending | BidResult | Error | Resync | ReauthDue | Bye;

export type Snapshot = DealerSnapshot | ProSnapshot | MeSnapshot | DeskSnapshot;

export type ProMessage = Welcome | Subscribed | Ok | Pong | Pending | BidResult | Error | Resync | ReauthDue | Bye | PriceChanged | ProLotClosed | CountdownChanged | AuctionOpened | AuctionClosed | AuctionCancelled | BidVoided | CarChanged | Presence | PositionChanged | Notification;

export type DealerMessage = Welcome | Subscribed | Ok | Pong | Pending | BidResult | Error | Resync | ReauthDue | Bye | BidPlaced | MarginChanged | DealerLotClosed | CountdownChanged | AuctionOpened | AuctionClosed | AuctionCancelled | BidVoided | CarChanged | QuoteReceived | QuoteDeclined | Presence | TileChanged | RowChanged | PositionChanged | Notification;

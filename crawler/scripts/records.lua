-- The record of a URL that is not done, one packed value; `crawler/frontier_packed.py` reads the same.
local RECORD = '>I3BBBBBBBHI6I6I5c8HI6' .. string.rep('Hc0', 8) .. string.rep('I3c0', 3)
local STANDING, BACK_FILL, WAS_PAGE = 1, 2, 4

local function has(flags, flag) return math.floor(flags / flag) % 2 == 1 end

local function read(packed)
  local r, _ = {}, nil
  r.source, r.kind, r.rule, r.flags, r.tries, r.throttled, r.expired, r.missed, r.depth, r.found, r.told, r.interval,
    r.from, r.last, r.last_at, r.url, r.host, r.at, r.home, r.hops, r.etag, r.modified, r.pace, r.runs, r.again,
    r.hints = struct.unpack(RECORD, packed)
  if r.at == '' then r.at = r.url end
  if r.home == '' then r.home = r.host end
  r.standing, r.back, r.was_page = has(r.flags, STANDING), has(r.flags, BACK_FILL), has(r.flags, WAS_PAGE)
  return r
end

local function record(uid)
  local packed = call('HGET', P .. 'live', uid)
  return packed and read(packed)
end

local function save(uid, r)
  local at, home = r.at ~= r.url and r.at or '', r.home ~= r.host and r.home or ''
  local flags = (r.standing and STANDING or 0) + (r.back and BACK_FILL or 0) + (r.was_page and WAS_PAGE or 0)
  call('HSET', P .. 'live', uid, struct.pack(RECORD, r.source, r.kind, r.rule, flags, math.min(r.tries, 255),
    math.min(r.throttled, 255), math.min(r.expired, 255), math.min(r.missed, 255), r.depth, r.found, r.told, r.interval,
    r.from, r.last, r.last_at, #r.url, r.url, #r.host, r.host, #at, at, #home, home, #r.hops, r.hops, #r.etag, r.etag,
    #r.modified, r.modified, #r.pace, r.pace, #r.runs, r.runs, #r.again, r.again, #r.hints, r.hints))
end

local function in_flight(uid) return call('HEXISTS', P .. 'flight', uid) == 1 end

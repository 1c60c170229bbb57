-- The record of a URL that is not done, one packed value; `crawler/frontier/packed.py` reads the same. What most URLs
-- lack comes last, and only where there is some of it.
local HEAD = '>I3BBBHI6I6c8Hc0I3c0I3c0'
local MORE = '>BBBBI5HI6' .. string.rep('Hc0', 7) .. 'I3c0'
local STANDING, BACK_FILL, WAS_PAGE, HAS_MORE = 1, 2, 4, 8

local function has(flags, flag) return math.floor(flags / flag) % 2 == 1 end

local function host_in(url) return string.match(url, '^%a+://([^/?#]+)') or '' end

local function fresh_record()
  return { tries = 0, throttled = 0, expired = 0, missed = 0, interval = 0, last = 0, last_at = 0, at = '', host = '',
    home = '', hops = '', etag = '', modified = '', pace = '', again = '' }
end

local function read(packed)
  local r, next_part = fresh_record(), nil
  r.source, r.kind, r.rule, r.flags, r.depth, r.found, r.told, r.from, r.url, r.runs, r.hints, next_part =
    struct.unpack(HEAD, packed)
  if has(r.flags, HAS_MORE) then
    r.tries, r.throttled, r.expired, r.missed, r.interval, r.last, r.last_at, r.host, r.at, r.home, r.hops, r.etag,
      r.modified, r.pace, r.again = struct.unpack(MORE, packed, next_part)
  end
  if r.at == '' then r.at = r.url end
  if r.host == '' then r.host = host_in(r.url) end
  if r.home == '' then r.home = r.host end
  r.standing, r.back, r.was_page = has(r.flags, STANDING), has(r.flags, BACK_FILL), has(r.flags, WAS_PAGE)
  return r
end

local function record(uid)
  local packed = call('HGET', P .. 'live', uid)
  return packed and read(packed)
end

local function more_of(r)
  local at, home = r.at ~= r.url and r.at or '', r.home ~= r.host and r.home or ''
  local host = r.host ~= host_in(r.url) and r.host or ''
  local numbers = r.tries + r.throttled + r.expired + r.missed + r.interval + r.last
  local texts = host .. at .. home .. r.hops .. r.etag .. r.modified .. r.pace .. r.again
  if numbers == 0 and texts == '' then return '' end
  return struct.pack(MORE, math.min(r.tries, 255), math.min(r.throttled, 255), math.min(r.expired, 255),
    math.min(r.missed, 255), r.interval, r.last, r.last_at, #host, host, #at, at, #home, home, #r.hops, r.hops, #r.etag,
    r.etag, #r.modified, r.modified, #r.pace, r.pace, #r.again, r.again)
end

local function save(uid, r)
  local more = more_of(r)
  local flags = (r.standing and STANDING or 0) + (r.back and BACK_FILL or 0) + (r.was_page and WAS_PAGE or 0) +
    (more ~= '' and HAS_MORE or 0)
  call('HSET', P .. 'live', uid, struct.pack(HEAD, r.source, r.kind, r.rule, flags, r.depth, r.found, r.told, r.from,
    #r.url, r.url, #r.runs, r.runs, #r.hints, r.hints) .. more)
end

local function queue_of(r) return P .. (r.back and 'back:' or 'due:') .. r.host end

-- What is not done and in no queue is in flight.
local function in_flight(uid, r) return not call('ZSCORE', queue_of(r), uid) end

-- What is known of URLs that are done: some fifty bytes each, in hashes that are small enough to stay listpacks.
-- Their number grows one at a time as the URLs do (linear hashing), so no step ever touches more than one of them.
local FILL = 20
local DONE = '>c1BBBBI4I6I6HI3c8'
local ALIAS = '>c1BI3I6c16'

local known_now

local function known_buckets()
  if not known_now then
    local f = call('HMGET', P .. 'known', 'buckets', 'urls')
    known_now = { buckets = tonumber(f[1] or 1), urls = tonumber(f[2] or 0) }
  end
  return known_now.buckets
end

local function known_key(uid, buckets)
  local _, bits = math.frexp(buckets - 1)
  local wide = 2 ^ bits
  local n = struct.unpack('>I4', uid) % wide
  if n >= buckets then n = n - wide / 2 end
  return P .. 'known:' .. int(n)
end

local function known_get(uid) return call('HGET', known_key(uid, known_buckets()), uid) end

-- One more hash: it takes over from the one hash whose URLs may belong into it.
local function known_split(buckets)
  local _, bits = math.frexp(buckets)
  local from, to = P .. 'known:' .. int(buckets - 2 ^ (bits - 1)), P .. 'known:' .. int(buckets)
  local flat, moved, left = call('HGETALL', from), {}, {}
  for n = 1, #flat, 2 do
    if known_key(flat[n], buckets + 1) == to then
      left[#left + 1] = flat[n]
      moved[#moved + 1] = flat[n]
      moved[#moved + 1] = flat[n + 1]
    end
  end
  call_with('HSET', to, moved)
  call_with('HDEL', from, left)
  known_now.buckets = buckets + 1
end

-- What a script ends with, if it changed what is known.
local function known_kept()
  if known_now and known_now.changed then
    call('HSET', P .. 'known', 'buckets', int(known_now.buckets), 'urls', int(known_now.urls))
  end
end

local function known_set(uid, value)
  local buckets = known_buckets()
  if call('HSET', known_key(uid, buckets), uid, value) == 0 then return end
  known_now.urls, known_now.changed = known_now.urls + 1, true
  if known_now.urls > buckets * FILL then known_split(buckets) end
end

local function known_drop(uid)
  if call('HDEL', known_key(uid, known_buckets()), uid) == 0 then return end
  known_now.urls, known_now.changed = known_now.urls - 1, true
end

-- The done URL as a table, or nil for an alias.
local function read_done(value)
  if string.sub(value, 1, 1) ~= 'D' then return nil end
  local d, _ = {}, nil
  _, d.kind, d.rule, d.flags, d.tries, d.found, d.at, d.told, d.outcome, d.source, d.from = struct.unpack(DONE, value)
  return d
end

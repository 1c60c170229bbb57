-- Claims up to as many URLs as there are tokens, at most what each host allows; back-fill only where nothing fresh is due.
-- ARGV: lease in ms, ms between two back-fill fetches of a host, then the tokens.
local now = now_ms()
local till = now + tonumber(ARGV[1])
local claimed = {}
local used = 2

local function next_of(host)
  local first = redis.call('ZRANGEBYSCORE', P .. 'due:' .. host, '-inf', int(now), 'LIMIT', 0, 1)
  if first[1] then return first[1], P .. 'due:' .. host end
  local _, due = first_of(P .. 'due:' .. host)
  local at = back_fill_at(host, now, due)
  if not at or at > now then return nil end
  redis.call('HSET', P .. 'host:' .. host, 'back', int(now + tonumber(ARGV[2])))
  return redis.call('ZRANGE', P .. 'back:' .. host, 0, 0)[1], P .. 'back:' .. host
end

local function take(host)
  local h = redis.call('HMGET', P .. 'host:' .. host, 'next', 'blocked')
  if math.max(tonumber(h[1] or 0), tonumber(h[2] or 0)) > now then return false end
  if redis.call('SCARD', P .. 'busy:' .. host) >= cap_of(host) then return false end
  local uid, queued = next_of(host)
  if not uid then return false end
  redis.call('ZREM', queued, uid)
  if redis.call('EXISTS', P .. 'url:' .. uid) == 0 then return true end
  used = used + 1
  local token = ARGV[used]
  redis.call('HSET', P .. 'url:' .. uid, 'token', token)
  redis.call('ZADD', P .. 'leases', int(till), token)
  redis.call('HSET', P .. 'leased', token, uid)
  redis.call('SADD', P .. 'busy:' .. host, token)
  rest(host, now, 0)
  local flat = redis.call('HGETALL', P .. 'url:' .. uid)
  local source = redis.call('HGET', P .. 'sources', redis.call('HGET', P .. 'url:' .. uid, 'source')) or ''
  claimed[#claimed + 1] = { uid, source, flat }
  return true
end

for _, host in ipairs(redis.call('ZRANGEBYSCORE', P .. 'hosts', '-inf', int(now), 'LIMIT', 0, 2 * #ARGV)) do
  while used < #ARGV and take(host) do end
  rescore(host)
  if used >= #ARGV then break end
end
return claimed

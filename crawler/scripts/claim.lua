-- Claims up to as many URLs as there are tokens, at most what each host allows. ARGV: lease in ms, then the tokens.
local now = now_ms()
local till = now + tonumber(ARGV[1])
local claimed = {}
local used = 1

local function take(host)
  local h = redis.call('HMGET', P .. 'host:' .. host, 'next', 'blocked')
  if math.max(tonumber(h[1] or 0), tonumber(h[2] or 0)) > now then return false end
  if redis.call('SCARD', P .. 'busy:' .. host) >= cap_of(host) then return false end
  local first = redis.call('ZRANGEBYSCORE', P .. 'due:' .. host, '-inf', int(now), 'LIMIT', 0, 1)
  if #first == 0 then return false end
  local uid = first[1]
  redis.call('ZREM', P .. 'due:' .. host, uid)
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

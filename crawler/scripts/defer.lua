-- Lets a host rest, and the URL that learnt it wait. ARGV: token, reason, ms since the host was asked, how long
-- (-1: doubling with each strike), first and longest rest, most such waits of one URL (0: no limit).
-- Returns 0 if the token holds no lease, 1 if it waits, 2 if it is given up.
local token, reason, ago, wait = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local first, longest, most = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local r, uid = leased(token)
if not r then return 0 end
local now = now_ms()
drop_lease(token, uid, r)
rest(r.host, now, ago)
local blocked = tonumber(redis.call('HGET', P .. 'host:' .. r.host, 'blocked') or 0)
if wait < 0 and blocked > now then
  wait = blocked - now
elseif wait < 0 then
  wait = math.min(first * 2 ^ (redis.call('HINCRBY', P .. 'host:' .. r.host, 'strikes', 1) - 1), longest)
end
block(r.host, math.max(now + wait, blocked), reason)
if most > 0 and redis.call('HINCRBY', P .. 'url:' .. uid, 'throttled', 1) >= most then
  count(r, 'failed', reason)
  local again = nil
  if r.kind ~= 'article' and r.standing == '1' then again = now + longest end
  settle(uid, r, now, 'failed', reason, again)
  return 2
end
redis.call('HSET', P .. 'url:' .. uid, 'last', 'deferred\31' .. reason .. '\31' .. int(now))
queue(uid, r.host, now, r.back == '1')
return 1

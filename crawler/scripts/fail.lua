-- Ends a visit that failed. ARGV: token, reason, ms since the host was asked, may be tried again (0/1), most tries,
-- first wait (thirty times that where no run waits for it), longest time between visits,
-- whether it ends for good, an endpoint too (0/1). Returns 0 if the token holds no lease, 1 if it waits, 2 if it is given up.
local token, reason, ago = ARGV[1], ARGV[2], tonumber(ARGV[3])
local may_retry, most, wait, longest = ARGV[4] == '1', tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local r, uid = leased(token)
if not r then return 0 end
local now = now_ms()
drop_lease(token, uid, r)
rest(r.host, now, ago)
if (r.runs or '') == '' then wait = wait * 30 end
local tries = tonumber(r.tries or 0) + 1
if may_retry and tries < most then
  redis.call('HSET', P .. 'url:' .. uid, 'tries', tries, 'last', 'failed\31' .. reason .. '\31' .. int(now))
  queue(uid, r.host, now + math.min(wait * 4 ^ (tries - 1), longest), r.back == '1')
  return 1
end
count(r, 'failed', reason)
local again = nil
if r.kind ~= 'article' and r.standing == '1' and ARGV[8] == '0' then again = now + longest end
settle(uid, r, now, 'failed', reason, again)
return 2

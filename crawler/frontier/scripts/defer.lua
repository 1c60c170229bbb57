-- Lets a host rest, and the URL that learnt it wait. ARGV: token, reason, ms since the host was asked, how long
-- (-1: doubling with each strike), first and longest rest, most such waits of one URL (0: no limit).
-- Returns 0 if the token holds no lease, 1 if it waits, 2 if it is given up.
local token, reason, ago, wait = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local first, longest, most = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local now = now_ms()
look_up({ token })
local r, uid, h = take_back(token)

-- Refusals of one moment are one strike: what was asked while the host already rests adds none.
local function till()
  if wait >= 0 then return math.max(now - ago + wait, h.blocked) end
  if h.blocked > now then return h.blocked end
  h.strikes = h.strikes + 1
  call('HSET', P .. 'host:' .. h.name, 'strikes', int(h.strikes))
  return now + math.min(first * 2 ^ (h.strikes - 1), longest)
end

local function end_deferred()
  rest(h, now, ago)
  block(h, till(), reason)
  r.throttled = r.throttled + 1
  if most > 0 and r.throttled >= most then
    count(r, 'failed', reason)
    settle(uid, r, now, 'failed', reason, after_failure(r, now, longest))
    return 2
  end
  ended(r, now, 'deferred', reason)
  save(uid, r)
  queue(uid, r, now)
  return 1
end

if not r then return 0 end
local answer = end_deferred()
keep(now)
return answer

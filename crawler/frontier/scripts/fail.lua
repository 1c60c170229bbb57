-- Ends a visit that failed. ARGV: token, reason, ms since the host was asked, may be tried again (0/1), most tries,
-- first wait (thirty times that where no run waits for it), longest time between visits, whether it ends for good, an
-- endpoint too (0/1), how often an article that was there is asked for before it is gone (0: that's not what failed),
-- and ms between. Returns 0 if the token holds no lease, 1 if it waits, 2 if it is given up.
local token, reason, ago = ARGV[1], ARGV[2], tonumber(ARGV[3])
local may_retry, most, wait, longest = ARGV[4] == '1', tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local for_good, asks, between = ARGV[8] == '1', tonumber(ARGV[9]), tonumber(ARGV[10])
local now = now_ms()
look_up({ token })
local r, uid, h = take_back(token)

local function again_later()
  ended(r, now, 'failed', reason)
  save(uid, r)
  queue(uid, r, now + math.min(wait * 4 ^ (r.tries - 1), longest))
  return 1
end

-- Whether an article that was there may be missing by mistake, and is asked for again: by itself, not for a run.
local function unconfirmed()
  if asks == 0 or r.kind ~= ARTICLE or not r.was_page or for_good then return false end
  r.missed = r.missed + 1
  return r.missed < asks
end

local function end_failed()
  if r.runs == '' then wait = wait * 30 end
  r.tries = r.tries + 1
  if may_retry and r.tries < most then return again_later() end
  count(r, 'failed', reason)
  if unconfirmed() then
    settle(uid, r, now, 'failed', reason, now + between)
    return 1
  end
  settle(uid, r, now, 'failed', reason, not for_good and after_failure(r, now, longest) or nil)
  return 2
end

if not r then return 0 end
rest(h, now, ago)
local answer = end_failed()
keep(now)
return answer

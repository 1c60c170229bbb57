-- ARGV: token, stage, lease ms, ids …
-- Answers how many of the rows this token still holds; their leases run anew.
local kept, deadline = 0, whole(now_ms() + tonumber(ARGV[3]))
for position = 4, #ARGV do
  if holds(ARGV[position], ARGV[1]) then
    redis.call('ZADD', pile('leased', ARGV[2]), 'XX', deadline, ARGV[position])
    kept = kept + 1
  end
end
return kept

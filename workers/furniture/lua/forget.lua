-- ARGV: source, article ids…
-- Answers how many of these articles were remembered; they teach their source nothing from now on.
local source, remembered = ARGV[1], 0
for at = 2, #ARGV do
  remembered = remembered + redis.call('ZREM', order_key(source), ARGV[at])
  redis.call('HDEL', articles_key(source), ARGV[at])
  redis.call('ZREM', OUTDATED, source .. '|' .. ARGV[at])
end
return remembered

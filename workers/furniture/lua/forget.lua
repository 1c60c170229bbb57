-- ARGV: source
-- Answers how many of its articles were remembered; nothing is known of the source after it.
local remembered = redis.call('ZCARD', order_key(ARGV[1]))
forget(ARGV[1])
return remembered

-- ARGV: id. A dead row stays counted as dead; its bytes go. Answers 1, or 0 if no such row is dead.
local id = ARGV[1]
local stage = redis.call('HGET', row_key(id), 'stage')
if not stage or redis.call('ZREM', pile('dead', stage), id) == 0 then return 0 end
redis.call('HSET', row_key(id), 'state', 'ended')
trace(id, {stage = stage, at = now_ms(), outcome = 'discarded'})
take_up(id)
entomb(id)
return 1

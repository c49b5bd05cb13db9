#!lua name=adjuge_feed

-- Copies what is committed from a partition's journal to its feed, then trims the journal: in one step, so that it may
-- be asked twice, by two committers, or after a crash, and the feed stays in order and without holes.
-- KEYS: journal, feed. ARGV: the last committed id, how many entries a feed keeps (about).
local PAGE = 500

local function publish_committed(keys, args)
    local journal, feed = keys[1], keys[2]
    local newest = redis.call('XREVRANGE', feed, '+', '-', 'COUNT', 1)[1]
    local from = newest and '(' .. newest[1] or '-'
    local copied = 0
    repeat
        local page = redis.call('XRANGE', journal, from, args[1], 'COUNT', PAGE)
        for _, entry in ipairs(page) do
            redis.call('XADD', feed, 'MAXLEN', '~', args[2], entry[1], unpack(entry[2]))
            from = '(' .. entry[1]
        end
        copied = copied + #page
    until #page < PAGE
    redis.call('XTRIM', journal, 'MINID', '~', args[1])
    return copied
end

redis.register_function('publish_committed', publish_committed)

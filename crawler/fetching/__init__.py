"""One HTTP exchange: where a name may lead, which certificates hold, how bodies unpack, what a failure means."""

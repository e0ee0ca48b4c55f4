"""Today: outlook, room per muscle group, the plan and its reasons. The only room that asks the engine for plans."""

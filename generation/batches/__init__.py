"""Many products at once: a batch is started, admitted against the budget, worked on, and agreed to.

`start` is what people ask for, `admission` compares the cost with the budget, `work` is a worker's bounded
piece of it, `standing` says how its boards stand, `approving` agrees to many, each on its own digest.
"""

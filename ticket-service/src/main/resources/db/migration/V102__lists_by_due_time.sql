-- The lists people work from, a team's and a person's by due time: in order, and without visiting tickets of other states.

CREATE INDEX ticket_by_team_and_due ON ticket (owner_team, coalesce(due_at, 'infinity'::timestamptz), id, state) WHERE owner_team IS NOT NULL;
CREATE INDEX ticket_by_person_and_due ON ticket (owner_person, coalesce(due_at, 'infinity'::timestamptz), id, state) WHERE owner_person IS NOT NULL;

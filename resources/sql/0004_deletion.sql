-- Events stay append-only, one by one and all together; they go only with their case, which the user may delete.

DROP TRIGGER events_are_never_deleted;

CREATE TRIGGER events_go_only_with_their_case BEFORE DELETE ON events
WHEN EXISTS (SELECT 1 FROM cases WHERE id = OLD.case_id)
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TRIGGER a_case_takes_its_events_along AFTER DELETE ON cases
BEGIN
    DELETE FROM events WHERE case_id = OLD.id;
END;

-- Has a row from a deletion until its last traces are out of the file: a program that is killed between goes on there.
CREATE TABLE unwiped (
    id INTEGER PRIMARY KEY CHECK (id = 1)
) STRICT;

-- The words of tickets are made anew: all of long ones are found, and letters as those write them who do not have them (docs/adr/0061, 0100).
INSERT INTO ticket_changed (ticket_id) SELECT id FROM ticket;

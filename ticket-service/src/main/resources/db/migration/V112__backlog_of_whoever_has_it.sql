-- What is open counts for whoever has it now, not for the team it was logged for (docs/adr/0063).
INSERT INTO ticket_changed (ticket_id) SELECT id FROM ticket
  WHERE state IN ('LOGGED', 'ACKNOWLEDGED', 'IN_PROGRESS', 'WAITING_FOR_CUSTOMER', 'WAITING_FOR_OTHERS');

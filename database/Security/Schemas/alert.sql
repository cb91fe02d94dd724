-- alert: the state machine of alerts and its outbox.
CREATE SCHEMA alert AUTHORIZATION dbo;

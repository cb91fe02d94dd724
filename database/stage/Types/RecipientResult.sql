/*  What the orchestrator hands over about a message: one row per recipient that needs no further copy.  */
CREATE TYPE stage.RecipientResult AS TABLE
(
    Recipient   nvarchar(320)  NOT NULL,
    WasAccepted bit            NOT NULL,
    Reply       nvarchar(1024) NULL
);

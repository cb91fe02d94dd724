/*  Rows that a save procedure sets aside, see collect.SetAside.  */
CREATE TYPE stage.OddRow AS TABLE
(
    RawHash binary(32)    NOT NULL,
    RawText nvarchar(max) NULL,
    Reason  nvarchar(400) NOT NULL
);

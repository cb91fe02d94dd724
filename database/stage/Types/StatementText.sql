/*  Texts for dim.StatementText with their hashes, see collect.SaveStatementTexts.  */
CREATE TYPE stage.StatementText AS TABLE
(
    TextHash  binary(32)    NOT NULL,
    TextValue nvarchar(max) NOT NULL
);

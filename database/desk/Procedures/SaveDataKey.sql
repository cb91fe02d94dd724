/*  desk.SaveDataKey: keeps a key that protects the desk's forms; one that is known stays as it is.
    @KeyName   its name
    @KeyXml    itself
    @Now       UTC  */
CREATE PROCEDURE desk.SaveDataKey
    @KeyName nvarchar(128),
    @KeyXml  nvarchar(max),
    @Now     datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

INSERT desk.DataKey (KeyName, KeyXml, CreatedAt)
SELECT @KeyName, @KeyXml, @Now
WHERE NOT EXISTS (SELECT 1 FROM desk.DataKey AS k WITH (UPDLOCK, HOLDLOCK) WHERE k.KeyName = @KeyName);

/*  config.DefineRetentionFamily: for seeds. Adds a family of tables; one that exists keeps its
    numbers and gets the description.
    @FamilyName      the family
    @RetentionDays   whole days of UTC that are kept besides today
    @CapMb           size in MB to forecast against
    @Description     what its tables hold
    Errors           547 numbers out of range  */
CREATE PROCEDURE config.DefineRetentionFamily
    @FamilyName    nvarchar(64),
    @RetentionDays int,
    @CapMb         int,
    @Description   nvarchar(1000)
AS
SET NOCOUNT, XACT_ABORT ON;


BEGIN TRANSACTION;

UPDATE config.RetentionFamily
SET Description = @Description
WHERE FamilyName = @FamilyName;

IF @@ROWCOUNT = 0
    INSERT config.RetentionFamily (FamilyName, RetentionDays, CapMb, Description)
    VALUES (@FamilyName, @RetentionDays, @CapMb, @Description);

COMMIT TRANSACTION;

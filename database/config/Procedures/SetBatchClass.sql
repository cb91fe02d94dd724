/*  config.SetBatchClass: names a batch class of an instance, and says so in audit.Event.
    @InstanceId, @ClassNumber   the class
    @ClassName                  its name; NULL takes the name away
    @ChangedBy                  who changes it; NULL: the login
    @Now                        UTC; NULL: the present by the repository's own clock
    Errors                      547 unknown instance, or an empty name  */
CREATE PROCEDURE config.SetBatchClass
    @InstanceId  int,
    @ClassNumber int,
    @ClassName   nvarchar(128),
    @ChangedBy   nvarchar(128) = NULL,
    @Now         datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @OldName nvarchar(128);

BEGIN TRANSACTION;

SET @OldName =
(
    SELECT c.ClassName
    FROM config.BatchClass AS c WITH (UPDLOCK, HOLDLOCK)
    WHERE c.InstanceId = @InstanceId
      AND c.ClassNumber = @ClassNumber
);

IF @ClassName IS NULL
    DELETE config.BatchClass
    WHERE InstanceId = @InstanceId
      AND ClassNumber = @ClassNumber;
ELSE IF @OldName IS NULL
    INSERT config.BatchClass (InstanceId, ClassNumber, ClassName)
    VALUES (@InstanceId, @ClassNumber, @ClassName);
ELSE
    UPDATE config.BatchClass
    SET ClassName = @ClassName
    WHERE InstanceId = @InstanceId
      AND ClassNumber = @ClassNumber;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT
    @Now,
    @ChangedBy,
    N'SetBatchClass',
    CONCAT(N'instance ', @InstanceId, N', class ', @ClassNumber),
    COALESCE(@OldName, N''),
    COALESCE(@ClassName, N'')
WHERE COALESCE(@OldName, N'') <> COALESCE(@ClassName, N'');

COMMIT TRANSACTION;

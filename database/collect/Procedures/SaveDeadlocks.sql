/*  collect.SaveDeadlocks: turns xml_deadlock_report events into deadlocks with their
    processes, stacks and resources.
    @InstanceId       config.Instance
    @RunId            the orchestrator's run
    @CapturedAt       UTC time of the watched server when the files were read
    @NextFile … @SessionDropped   see collect.SaveEvents
    @Rows             the events as text, see stage.Event
    Result            one row: SavedRows (deadlocks saved for the first time), WasDuplicate
    Errors            50010 unknown instance
    For portions see collect.SaveDeadlockEvents.  */
CREATE PROCEDURE collect.SaveDeadlocks
    @InstanceId     int,
    @RunId          uniqueidentifier,
    @CapturedAt     datetime2(3),
    @NextFile       nvarchar(512) = NULL,
    @NextOffset     bigint = NULL,
    @HasPossibleGap bit = 0,
    @Rows           stage.Event READONLY,
    @DroppedEvents  int = 0,
    @SessionBegan   datetime2(3) = NULL,
    @SessionDropped bigint = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC collect.SaveEvents N'Deadlocks', N'collect.SaveDeadlockEvents',
    N'The XML holds no deadlock.',
    @InstanceId, @RunId, @CapturedAt, @NextFile, @NextOffset, @HasPossibleGap, @DroppedEvents, @SessionBegan, @SessionDropped,
    @Rows;

/*  collect.SaveLongQueries: turns rpc_completed and sql_batch_completed events over the threshold of their
    session into facts and metrics.
    @InstanceId       config.Instance
    @RunId            the orchestrator's run
    @CapturedAt       UTC time of the watched server when the files were read
    @NextFile … @SessionDropped   see collect.SaveEvents
    @Rows             the events as text, see stage.Event
    Result            one row: SavedRows (events saved for the first time), WasDuplicate
    Errors            50010 unknown instance
    For portions see collect.SaveLongQueryEvents.  */
CREATE PROCEDURE collect.SaveLongQueries
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

EXEC collect.SaveEvents N'LongQueries', N'collect.SaveLongQueryEvents',
    N'The XML is no completed call or batch with a credible time and a duration.',
    @InstanceId, @RunId, @CapturedAt, @NextFile, @NextOffset, @HasPossibleGap, @DroppedEvents, @SessionBegan, @SessionDropped,
    @Rows;

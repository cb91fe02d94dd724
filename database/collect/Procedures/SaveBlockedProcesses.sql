/*  collect.SaveBlockedProcesses: turns blocked_process_report events into waits and
    incidents.
    @InstanceId       config.Instance
    @RunId            the orchestrator's run
    @CapturedAt       UTC time of the watched server when the files were read
    @NextFile … @SessionDropped   see collect.SaveEvents
    @Rows             the events as text, see stage.Event
    Result            one row: SavedRows (reports saved for the first time), WasDuplicate
    Errors            50010 unknown instance
    For portions see collect.SaveBlockedProcessEvents.  */
CREATE PROCEDURE collect.SaveBlockedProcesses
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

EXEC collect.SaveEvents N'BlockedProcesses', N'collect.SaveBlockedProcessEvents',
    N'The XML is no blocked_process_report with a credible time and a blocked session.',
    @InstanceId, @RunId, @CapturedAt, @NextFile, @NextOffset, @HasPossibleGap, @DroppedEvents, @SessionBegan, @SessionDropped,
    @Rows;

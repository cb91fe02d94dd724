/*  collect.SaveAttentions: turns attention events (requests cancelled or given up by their
    client) into facts and metrics.
    @InstanceId       config.Instance
    @RunId            the orchestrator's run
    @CapturedAt       UTC time of the watched server when the files were read
    @NextFile … @SessionDropped   see collect.SaveEvents
    @Rows             the events as text, see stage.Event
    Result            one row: SavedRows (events saved for the first time), WasDuplicate
    Errors            50010 unknown instance
    For portions see collect.SaveAttentionEvents.  */
CREATE PROCEDURE collect.SaveAttentions
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

EXEC collect.SaveEvents N'Attentions', N'collect.SaveAttentionEvents',
    N'The XML is no attention with a credible time.',
    @InstanceId, @RunId, @CapturedAt, @NextFile, @NextOffset, @HasPossibleGap, @DroppedEvents, @SessionBegan, @SessionDropped,
    @Rows;

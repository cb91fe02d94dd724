// The eighty batch classes of the installation and its twelve groups.
namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Catalogue of classes and groups.</summary>
internal static class BatchClasses
{
    /// <summary>The class that the scenario slow-leak slows down when none is named.</summary>
    public const string Leaking = "SubledgerJournalTransferBatch";

    public static readonly IReadOnlyList<(string Group, string Description)> Groups =
    [
        ("", "Empty batch group"),
        ("ALERT", "Alerts and e-mail"),
        ("WORKFLOW", "Workflow"),
        ("AIF", "Integration and data import"),
        ("INVENT", "Inventory"),
        ("REQ", "Master planning and production"),
        ("LEDGER", "Ledger, bank and budget"),
        ("MONTHEND", "Month-end closing"),
        ("SALES", "Sales posting"),
        ("PURCH", "Purchasing"),
        ("WHS", "Warehouse and transport"),
        ("RETAIL", "Retail"),
    ];

    public static readonly IReadOnlyList<BatchClass> All = Number([
        ("SysDatabaseLogCleanup", "Database log clean-up", "", 240, .5),
        ("BatchHistoryCleanup", "Batch job history clean-up", "", 420, .4),
        ("SysUserLogCleanup", "User log clean-up", "", 25, .4),
        ("DocuHandlingCleanup", "Document handling clean-up", "", 60, .5),
        ("DirPartyNameUpdate", "Party name update", "", 35, .4),
        ("SysInetTempCleanup", "Temporary web files clean-up", "", 12, .3),
        ("SysTaskRecorderCleanup", "Task recorder clean-up", "", 8, .3),
        ("SysDataCacheRefresh", "Cached data refresh", "", 18, .4),
        ("EventJobCUD", "Change based alerts", "ALERT", 14, .6),
        ("EventJobDueDate", "Due date alerts", "ALERT", 45, .5),
        ("SysEmailDistributor", "E-mail distributor", "ALERT", 4, .5),
        ("SysOutgoingEmailRetry", "E-mail retry schedule", "ALERT", 3, .3),
        ("EventInboxCleanup", "Alert inbox clean-up", "ALERT", 40, .4),
        ("WorkflowProcessing", "Workflow message processing", "WORKFLOW", 7, .6),
        ("SysWorkflowDueDateProcessor", "Workflow due date processing", "WORKFLOW", 9, .4),
        ("WorkflowLineItemNotification", "Workflow line-item notifications", "WORKFLOW", 15, .4),
        ("SysWorkflowMessageCleanup", "Workflow message clean-up", "WORKFLOW", 60, .4),
        ("WorkflowHistoryCleanup", "Workflow history clean-up", "WORKFLOW", 110, .5),
        ("AifGatewayReceiveService", "AIF gateway receive", "AIF", 6, .5),
        ("AifInboundProcessingService", "AIF inbound processing", "AIF", 22, .7),
        ("AifOutboundProcessingService", "AIF outbound processing", "AIF", 18, .6),
        ("AifGatewaySendService", "AIF gateway send", "AIF", 6, .5),
        ("AifDocumentLogCleanup", "AIF document log clean-up", "AIF", 90, .4),
        ("DMFStagingToTargetTask", "Import staging to target", "AIF", 75, .8),
        ("DMFExportTask", "Data export", "AIF", 130, .8),
        ("DMFStagingCleanup", "Staging clean-up", "AIF", 45, .4),
        ("InventCostRecalculation", "Inventory recalculation", "INVENT", 900, .4),
        ("InventOnHandCleanup", "On-hand entries clean-up", "INVENT", 300, .4),
        ("InventSumDateCleanup", "Inventory value report clean-up", "INVENT", 30, .3),
        ("InventConsistencyCheck", "Inventory consistency check", "INVENT", 210, .4),
        ("InventJournalPostBatch", "Inventory journal posting", "INVENT", 55, .9),
        ("InventTransferUpdateBatch", "Transfer order update", "INVENT", 40, .6),
        ("InventABCClassification", "ABC classification", "INVENT", 160, .3),
        ("InventReservationBatch", "Automatic reservation", "INVENT", 35, .6),
        ("ReqCalcTask", "Master planning helper", "REQ", 780, .35),
        ("ReqCalcScheduleItemTable", "Master planning", "REQ", 240, .3),
        ("ReqTransPoMarkFirm", "Firm planned orders", "REQ", 120, .5),
        ("ReqForecastExplosion", "Forecast scheduling", "REQ", 320, .3),
        ("ReqPlanVersionCleanup", "Plan version clean-up", "REQ", 95, .4),
        ("ProdUpdScheduling_Job", "Job scheduling", "REQ", 180, .6),
        ("BOMCalcJobBatch", "BOM calculation", "REQ", 420, .4),
        ("SubledgerJournalTransferBatch", "Subledger journal transfer", "LEDGER", 28, .6),
        ("LedgerJournalPostBatch", "Journal posting", "LEDGER", 50, .9),
        ("BankReconciliationMatchBatch", "Bank statement matching", "LEDGER", 40, .5),
        ("BudgetSourceProcessing", "Budget processing", "LEDGER", 65, .5),
        ("TaxReportBatch", "Sales tax reporting", "LEDGER", 120, .5),
        ("DimensionFocusProcessBalances", "Financial dimension set balances", "LEDGER", 85, .5),
        ("FinancialReportingExport", "Financial reporting export", "LEDGER", 70, .5),
        ("InventCostClosing_WS", "Inventory closing", "MONTHEND", 2400, .4),
        ("LedgerExchAdjBatch", "Foreign currency revaluation", "MONTHEND", 380, .4),
        ("AssetDepreciationBatch", "Fixed asset depreciation", "MONTHEND", 520, .4),
        ("LedgerConsolidateBatch", "Ledger consolidation", "MONTHEND", 1500, .3),
        ("SalesFormLetter_PackingSlip", "Packing slip posting", "SALES", 70, .7),
        ("SalesFormLetter_Invoice", "Sales invoice posting", "SALES", 120, .8),
        ("SalesFormLetter_Confirm", "Sales order confirmation", "SALES", 35, .6),
        ("SalesFormLetter_PickingList", "Picking list", "SALES", 30, .6),
        ("CustInterestBatch", "Interest calculation", "SALES", 200, .4),
        ("CustCollectionLetterBatch", "Collection letters", "SALES", 150, .5),
        ("CustAgingSnapshotBatch", "Customer aging snapshot", "SALES", 340, .3),
        ("PriceDiscAdmBatch", "Trade agreement posting", "SALES", 90, .7),
        ("SalesParmCleanup", "Sales update history clean-up", "SALES", 260, .4),
        ("PurchFormLetter_PurchOrder", "Purchase order confirmation", "PURCH", 45, .6),
        ("PurchFormLetter_PackingSlip", "Product receipt posting", "PURCH", 60, .7),
        ("PurchFormLetter_Invoice", "Vendor invoice posting", "PURCH", 100, .8),
        ("PurchReqToOrderBatch", "Purchase orders from requisitions", "PURCH", 50, .6),
        ("VendPaymentProposalBatch", "Vendor payment proposal", "PURCH", 220, .5),
        ("PurchParmCleanup", "Purchase update history clean-up", "PURCH", 180, .4),
        ("WHSWaveProcessing", "Wave processing", "WHS", 25, .7),
        ("WHSWorkCreateBatch", "Work creation", "WHS", 20, .6),
        ("WHSReplenishmentBatch", "Replenishment", "WHS", 80, .5),
        ("WHSCycleCountPlanBatch", "Cycle count plan", "WHS", 140, .4),
        ("WHSContainerCloseBatch", "Container closing", "WHS", 15, .5),
        ("TMSFreightReconcileBatch", "Freight reconciliation", "WHS", 95, .5),
        ("RetailCDXDownloadBatch", "Distribution schedule 9999", "RETAIL", 60, .7),
        ("RetailCDXUploadBatch", "P-job upload", "RETAIL", 35, .6),
        ("RetailStatementCalculateBatch", "Statement calculation", "RETAIL", 150, .5),
        ("RetailStatementPostBatch", "Statement posting", "RETAIL", 420, .6),
        ("RetailAssortmentProcessBatch", "Assortment processing", "RETAIL", 300, .4),
        ("RetailInventAggregateBatch", "Inventory update from POS", "RETAIL", 110, .5),
        ("RetailTransactionValidateBatch", "Transaction validation", "RETAIL", 55, .5),
    ]);

    private static readonly Dictionary<string, BatchClass> ByName = All.ToDictionary(c => c.Name, StringComparer.Ordinal);

    /// <exception cref="ArgumentException">There is no such class.</exception>
    public static BatchClass Of(string name) =>
        ByName.TryGetValue(name, out var found)
            ? found
            : throw new ArgumentException($"There is no batch class '{name}'.", nameof(name));

    // Class numbers are given when a model is imported: rising, with gaps, and without meaning.
    private static BatchClass[] Number((string Name, string Caption, string Group, double Median, double Sigma)[] classes) =>
        classes
            .Select((c, i) => new BatchClass(1021 + (i * 37) + (i * i % 23), c.Name, c.Caption, c.Group, c.Median, c.Sigma))
            .ToArray();
}

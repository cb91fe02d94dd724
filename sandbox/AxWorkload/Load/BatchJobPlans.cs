// The recurring jobs of the installation: by the minute, by the hour, by night, and at the end of a month.
using static AxMonitor.Sandbox.AxWorkload.Load.BatchJobPlan;
using static AxMonitor.Sandbox.AxWorkload.Load.Recurrence;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Catalogue of recurring jobs.</summary>
internal static class BatchJobPlans
{
    public static IReadOnlyList<BatchJobPlan> All { get; } =
    [.. ByMinute(), .. ByHour(), .. ByNight(), .. ByMonth(), .. Withheld()];

    /// <summary>Classes that users start for a single run.</summary>
    public static IReadOnlyList<string> AdHocClasses { get; } =
    [
        "SalesFormLetter_Invoice",
        "SalesFormLetter_PackingSlip",
        "LedgerJournalPostBatch",
        "InventJournalPostBatch",
        "PurchFormLetter_Invoice",
        "DMFExportTask",
        "DMFStagingToTargetTask",
        "PriceDiscAdmBatch",
        "ProdUpdScheduling_Job",
        "VendPaymentProposalBatch",
        "CustCollectionLetterBatch",
        "WHSWaveProcessing",
    ];

    private static IEnumerable<BatchJobPlan> ByMinute()
    {
        yield return Of("usmf", "WorkflowProcessing", Every(1));
        yield return Of("dat", "SysEmailDistributor", Every(1));
        foreach (var company in new[] { "usmf", "demf" })
        {
            yield return Of(company, "EventJobCUD", Every(5, 1));
        }

        yield return Chain(
            "usmf",
            "AIF processing",
            Every(5),
            "AifGatewayReceiveService",
            "AifInboundProcessingService",
            "AifOutboundProcessingService",
            "AifGatewaySendService"
        );
        yield return Of("usmf", "WHSWaveProcessing", Every(5, 2));
        yield return Of("dat", "SysWorkflowDueDateProcessor", Every(10, 3));
        yield return Of("dat", "SysOutgoingEmailRetry", Every(10, 4));
        yield return Of("usrt", "RetailCDXUploadBatch", Every(10, 5), "P-0001");
        yield return Of("usmf", "WHSWorkCreateBatch", Every(10, 1));
        foreach (var company in new[] { "usmf", "demf", "gbsi" })
        {
            yield return Of(company, "SubledgerJournalTransferBatch", Every(10, 6));
            yield return Of(company, "SalesFormLetter_PackingSlip", Every(15, 3));
            yield return Of(company, "SalesFormLetter_Invoice", Every(30, 7));
            yield return Of(company, "LedgerJournalPostBatch", Every(30, 11));
        }

        foreach (var company in new[] { "usmf", "demf" })
        {
            yield return Of(company, "SalesFormLetter_PickingList", Every(15, 5));
            yield return Of(company, "PurchFormLetter_PurchOrder", Every(30, 13));
            yield return Of(company, "PurchFormLetter_PackingSlip", Every(30, 17));
            yield return Of(company, "InventReservationBatch", Every(15, 9));
        }

        yield return Of("usrt", "RetailCDXDownloadBatch", Every(15, 8));
        yield return Of("usmf", "WHSReplenishmentBatch", Every(15, 12));
        yield return Of("demf", "DMFStagingToTargetTask", Every(15, 4), "Item master import");
        yield return Of("usrt", "RetailStatementCalculateBatch", Every(30, 19));
        yield return Of("usmf", "BankReconciliationMatchBatch", Every(30, 21));
        yield return Of("frrt", "InventJournalPostBatch", Every(30, 23));
        yield return Of("dat", "SysDataCacheRefresh", Every(30, 27));
    }

    private static IEnumerable<BatchJobPlan> ByHour()
    {
        yield return Of("usrt", "RetailStatementPostBatch", Every(60, 41));
        yield return Of("frrt", "RetailInventAggregateBatch", Every(60, 33));
        yield return Of("usrt", "RetailTransactionValidateBatch", Every(60, 22));
        yield return Of("dat", "EventJobDueDate", Every(60, 2));
        yield return Of("dat", "WorkflowLineItemNotification", Every(60, 8));
        yield return Of("usmf", "PurchReqToOrderBatch", Every(60, 14));
        yield return Of("usmf", "DimensionFocusProcessBalances", Every(60, 26));
        yield return Of("demf", "DMFExportTask", Every(60, 37), "Order export to warehouse");
        yield return Of("usmf", "TMSFreightReconcileBatch", Every(60, 44));
        yield return Of("dat", "FinancialReportingExport", Every(60, 51));
        yield return Of("usmf", "SalesFormLetter_Confirm", Every(60, 16));
        yield return Of("demf", "PurchFormLetter_Invoice", Every(60, 29));
        yield return Of("usmf", "WHSContainerCloseBatch", Every(60, 18));
        yield return Of("demf", "InventTransferUpdateBatch", Every(60, 35));
        yield return Of("cnmf", "ProdUpdScheduling_Job", Every(120, 20));
    }

    private static IEnumerable<BatchJobPlan> ByNight()
    {
        foreach (var (company, hour) in new[] { ("usmf", 21), ("demf", 20), ("jpmf", 22), ("cnmf", 21) })
        {
            // Helpers run side by side once the item table is ready; orders are firmed when all of them have
            // ended.
            yield return new BatchJobPlan(
                company,
                "Master planning (regeneration)",
                WorkDays(hour),
                [
                    (BatchClasses.Of("ReqCalcScheduleItemTable"), "Master planning", []),
                    (BatchClasses.Of("ReqCalcTask"), "Master planning helper 1", [0]),
                    (BatchClasses.Of("ReqCalcTask"), "Master planning helper 2", [0]),
                    (BatchClasses.Of("ReqCalcTask"), "Master planning helper 3", [0]),
                    (BatchClasses.Of("ReqCalcTask"), "Master planning helper 4", [0]),
                    (BatchClasses.Of("ReqTransPoMarkFirm"), "Firm planned orders", [1, 2, 3, 4]),
                ]
            );
        }

        foreach (
            var (name, company, hour, minute) in new[]
            {
                ("SysDatabaseLogCleanup", "dat", 1, 0),
                ("BatchHistoryCleanup", "dat", 2, 0),
                ("SysUserLogCleanup", "dat", 2, 30),
                ("DocuHandlingCleanup", "dat", 3, 0),
                ("DirPartyNameUpdate", "dat", 3, 15),
                ("SysInetTempCleanup", "dat", 3, 20),
                ("SysTaskRecorderCleanup", "dat", 3, 25),
                ("EventInboxCleanup", "dat", 3, 30),
                ("SysWorkflowMessageCleanup", "dat", 3, 40),
                ("WorkflowHistoryCleanup", "dat", 3, 50),
                ("AifDocumentLogCleanup", "dat", 4, 0),
                ("DMFStagingCleanup", "dat", 4, 15),
                ("InventSumDateCleanup", "dat", 4, 20),
                ("InventABCClassification", "usmf", 4, 0),
                ("ReqForecastExplosion", "usmf", 19, 30),
                ("ReqPlanVersionCleanup", "dat", 4, 30),
                ("BOMCalcJobBatch", "demf", 5, 0),
                ("BudgetSourceProcessing", "usmf", 6, 0),
                ("TaxReportBatch", "demf", 5, 30),
                ("CustInterestBatch", "usmf", 1, 30),
                ("CustAgingSnapshotBatch", "usmf", 2, 0),
                ("CustCollectionLetterBatch", "usmf", 5, 0),
                ("PriceDiscAdmBatch", "demf", 6, 0),
                ("SalesParmCleanup", "dat", 4, 40),
                ("VendPaymentProposalBatch", "usmf", 7, 0),
                ("PurchParmCleanup", "dat", 4, 50),
                ("WHSCycleCountPlanBatch", "usmf", 5, 15),
                ("RetailAssortmentProcessBatch", "usrt", 2, 15),
            }
        )
        {
            yield return Of(company, name, Daily(hour, minute));
        }

        foreach (var company in new[] { "usmf", "demf", "frrt", "jpmf" })
        {
            yield return Of(company, "InventOnHandCleanup", Daily(1, 40));
            yield return Of(company, "InventConsistencyCheck", Daily(3, 10));
            yield return Of(company, "InventCostRecalculation", WorkDays(22, 30));
        }
    }

    private static IEnumerable<BatchJobPlan> ByMonth()
    {
        foreach (var company in new[] { "usmf", "demf", "gbsi", "frrt", "jpmf", "cnmf" })
        {
            yield return Chain(
                company,
                "Month-end closing",
                MonthEnd(2, 20),
                "InventCostClosing_WS",
                "AssetDepreciationBatch",
                "LedgerExchAdjBatch"
            );
        }

        yield return Of("dat", "LedgerConsolidateBatch", MonthEnd(3, 4));
    }

    private static IEnumerable<BatchJobPlan> Withheld()
    {
        yield return Of("brmf", "VendPaymentProposalBatch", Daily(6)) with
        {
            IsWithheld = true,
        };
        yield return Of("inmf", "DMFExportTask", Every(60, 9), "Legacy interface (switched off)") with
        {
            IsWithheld = true,
        };
    }
}

// cntr_type of sys.dm_os_performance_counters: how a value is to be read.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Types of performance counters.</summary>
internal enum CounterType
{
    /// <summary>A state, PERF_COUNTER_LARGE_RAWCOUNT.</summary>
    State = 65_792,

    /// <summary>A sum, PERF_COUNTER_COUNTER.</summary>
    Sum32 = 272_696_320,

    /// <summary>A sum, PERF_COUNTER_BULK_COUNT.</summary>
    Sum = 272_696_576,

    /// <summary>Numerator of a ratio, PERF_LARGE_RAW_FRACTION.</summary>
    Ratio = 537_003_264,

    /// <summary>Denominator of a ratio or an average, PERF_LARGE_RAW_BASE.</summary>
    Base = 1_073_939_712,

    /// <summary>Numerator of an average per operation, PERF_AVERAGE_BULK.</summary>
    Average = 1_073_874_176,
}

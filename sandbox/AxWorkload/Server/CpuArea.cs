// Processors of the simulated server: their use by the minute, as the scheduler monitor remembers it, and the
// queues in front of them.
using System.Globalization;
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>sys.dm_os_schedulers, dm_os_ring_buffers.</summary>
internal sealed class CpuArea : IServerArea
{
    // The ring buffer holds this many records, one a minute.
    private const int Remembered = 256;

    // sys.dm_os_sys_info tells that SQL Server was started a minute after the machine.
    private const long StartMs = 60_000;

    public IReadOnlyCollection<string> Views { get; } = ["dm_os_schedulers", "dm_os_ring_buffers"];

    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(
        string view,
        IReadOnlyList<SqlValue> arguments,
        ServerMoment moment
    ) => view == "dm_os_schedulers" ? [.. Schedulers(moment)] : [.. Records(moment)];

    private static IEnumerable<Dictionary<string, object?>> Records(ServerMoment m)
    {
        var newest = (long)((m.At - m.StartedAt) / TimeSpan.FromMinutes(1));
        for (var id = Math.Max(1, newest - Remembered + 1); id <= newest; id++)
        {
            var at = m.StartedAt.AddMinutes(id);
            var levels = m.Load.At(at.AddSeconds(-30));
            var sql = (int)Math.Round(levels.SqlCpuPercent);
            var idle = Math.Clamp(100 - sql - (int)Math.Round(levels.OtherCpuPercent), 0, 100);
            var ms = StartMs + (id * 60_000);
            yield return Record(
                "RING_BUFFER_SCHEDULER_MONITOR",
                ms,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""<Record id = "{id - 1}" type ="RING_BUFFER_SCHEDULER_MONITOR" time ="{ms}"><SchedulerMonitorEvent><SystemHealth><ProcessUtilization>{sql}</ProcessUtilization><SystemIdle>{idle}</SystemIdle><UserModeTime>{sql * 4_800_000L}</UserModeTime><KernelModeTime>{sql * 300_000L}</KernelModeTime><PageFaults>{1_800 + (sql * 20)}</PageFaults><WorkingSetDelta>{(id % 7 * 4096) - 12_288}</WorkingSetDelta><MemoryUtilization>99</MemoryUtilization></SystemHealth></SchedulerMonitorEvent></Record>"""
                )
            );
        }

        yield return Record(
            "RING_BUFFER_RESOURCE_MONITOR",
            StartMs + 900,
            """<Record id = "0" type ="RING_BUFFER_RESOURCE_MONITOR" time ="60900"><ResourceMonitor><Notification>RESOURCE_MEMPHYSICAL_HIGH</Notification><IndicatorsProcess>0</IndicatorsProcess><IndicatorsSystem>1</IndicatorsSystem></ResourceMonitor></Record>"""
        );
    }

    private static Dictionary<string, object?> Record(string type, long ms, string text) =>
        new()
        {
            ["ring_buffer_address"] = Address(type.Length),
            ["ring_buffer_type"] = type,
            ["timestamp"] = ms,
            ["record"] = text,
        };

    private static IEnumerable<Dictionary<string, object?>> Schedulers(ServerMoment m)
    {
        var levels = m.Levels;
        var slot = m.At.Ticks / ServerLoad.Slot.Ticks;
        var batches = m.Sum("cpu.batches", static l => l.BatchRequestsPerSecond);
        var seconds = m.Sum("cpu.seconds", static _ => 1);
        var used = m.Sum("cpu.used", static l => l.SqlCpuPercent / 100);
        var running = m.Sessions.Sessions.Count(s => s.IsRunning);

        // Reads and writes under way at once: how many begin in a second, times how long one takes.
        var io = ((levels.ReadsPerSecond * levels.ReadLatencyMs) + (levels.WritesPerSecond * levels.WriteLatencyMs)) / 1000;
        for (var id = 0; id < Machine.Processors; id++)
        {
            var runnable = (int)((levels.CpuPressure * 9) + (levels.Activity * 0.7 * m.Load.Noise(slot, 40 + id)));
            var workers = 14 + (int)(levels.Activity * 9) + runnable + (running / Machine.Processors);
            yield return Scheduler(
                id,
                id / (Machine.Processors / Machine.NumaNodes),
                "VISIBLE ONLINE",
                m,
                new()
                {
                    ["current_tasks_count"] = 7 + (running / Machine.Processors) + runnable,
                    ["runnable_tasks_count"] = runnable,
                    ["current_workers_count"] = Math.Min(workers, Machine.MaxWorkers / Machine.Processors),
                    ["active_workers_count"] = 5 + (running / Machine.Processors) + runnable,
                    ["work_queue_count"] = levels.CpuPressure > 0.98 ? 1L : 0L,
                    ["pending_disk_io_count"] = (int)Math.Round(io / Machine.Processors),
                    ["is_idle"] = runnable == 0 && m.Load.Noise(slot, 60 + id) > levels.SqlCpuPercent / 100,
                    ["load_factor"] = 2 + runnable,
                    ["context_switches_count"] = Wrapped(batches * 3),
                    ["preemptive_switches_count"] = Wrapped(batches * 0.1),
                    ["idle_switches_count"] = Wrapped(seconds * 210),
                    ["yield_count"] = Wrapped(batches * 5),
                    ["total_cpu_usage_ms"] = (long)(used * 1000),
                    ["total_scheduler_delay_ms"] = (long)(used * 40),
                }
            );
        }

        for (var hidden = 0; hidden < 11; hidden++)
        {
            yield return Scheduler(
                1_048_578 + hidden,
                hidden % Machine.NumaNodes,
                "HIDDEN ONLINE",
                m,
                new()
                {
                    ["current_tasks_count"] = 1,
                    ["current_workers_count"] = 2,
                    ["active_workers_count"] = 1,
                    ["is_idle"] = true,
                }
            );
        }

        yield return Scheduler(
            1_048_576,
            64,
            "VISIBLE ONLINE (DAC)",
            m,
            new()
            {
                ["current_tasks_count"] = 2,
                ["current_workers_count"] = 4,
                ["active_workers_count"] = 2,
                ["is_idle"] = true,
            }
        );
    }

    private static Dictionary<string, object?> Scheduler(
        int id,
        int node,
        string status,
        ServerMoment m,
        Dictionary<string, object?> row
    )
    {
        row["scheduler_address"] = Address(id);
        row["parent_node_id"] = node;
        row["scheduler_id"] = id;
        row["cpu_id"] = (short)(id < Machine.Processors ? id : 255);
        row["status"] = status;
        row["is_online"] = true;
        row["last_timer_activity"] = (long)(m.At - m.StartedAt).TotalMilliseconds * 2_000_000;
        row["failed_to_create_worker"] = false;
        row["memory_object_address"] = Address(id + 1);
        row["task_memory_object_address"] = Address(id + 2);
        row["quantum_length_us"] = 4_000L;
        return row;
    }

    private static int Wrapped(double value) => (int)((long)value % int.MaxValue);

    private static byte[] Address(int n)
    {
        var bytes = BitConverter.GetBytes(0x0000_01B2_0000_0000L + (n * 0x40L));
        Array.Reverse(bytes);
        return bytes;
    }
}

// Which errors the simulated server reports, and when: a duplicate key and a text too long now and then, a
// login that failed, memory and tempdb when they run out. A pure function of seed, time and load; the victims
// of deadlocks come with their deadlocks.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Load;
using AxMonitor.Sandbox.AxWorkload.Server;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>Errors by time.</summary>
internal sealed class ServerErrors(AxTopology topology, ServerLoad load, int seed)
{
    // tempdb of the simulated server has no room for more.
    private const double TempDbMb = 6_000;

    /// <summary>The error that the victim of a deadlock sees.</summary>
    public static ServerError DeadlockVictim(DateTime at, SqlSessionSlot slot, AxUser? user, string statement) =>
        new(
            at,
            1205,
            13,
            51,
            $"Transaction (Process ID {slot.SessionId}) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.",
            slot,
            user,
            statement
        );

    /// <summary>Errors after from, up to and including to, in order.</summary>
    public IEnumerable<ServerError> Between(DateTime from, DateTime to)
    {
        for (var slot = from.Ticks / ServerLoad.Slot.Ticks; slot * ServerLoad.Slot.Ticks <= to.Ticks; slot++)
        {
            foreach (var error in OfSlot(slot).Where(e => e.At > from && e.At <= to).OrderBy(e => e.At))
            {
                yield return error;
            }
        }
    }

    private IEnumerable<ServerError> OfSlot(long slot)
    {
        var levels = load.At(new DateTime(slot * ServerLoad.Slot.Ticks, DateTimeKind.Utc));
        var tempDb = levels.TempDbUserMb + levels.TempDbInternalMb + levels.VersionStoreMb;
        if (Happens(slot, 21, 0.010 * topology.LoadFactor * levels.Activity))
        {
            yield return Of(
                slot,
                21,
                2601,
                14,
                1,
                $"Cannot insert duplicate key row in object 'dbo.INVENTDIM' with unique index 'I_698SHA1HASHIDX'. The duplicate key value is (5637144576, usmf, {Draw.Bits(seed, slot, 31):X}).",
                "(@P1 nvarchar(21),@P2 nvarchar(11),@P3 bigint,@P4 bigint)INSERT INTO INVENTDIM (INVENTDIMID,INVENTLOCATIONID,PARTITION,RECID,RECVERSION) VALUES (@P1,@P2,@P3,@P4,1)"
            );
        }

        if (Happens(slot, 22, 0.003 * topology.LoadFactor * levels.Activity))
        {
            yield return Of(
                slot,
                22,
                2627,
                14,
                1,
                $"Violation of PRIMARY KEY constraint 'I_65491RECID'. Cannot insert duplicate key in object 'dbo.t65491_1'. The duplicate key value is ({5_637_000_000 + Draw.Below(900_000, seed, slot, 32)}).",
                "(@P1 bigint,@P2 bigint)INSERT INTO tempdb.\"DBO\".t65491_1 (RECID,PARTITION,RECVERSION) VALUES (@P1,@P2,1)"
            );
        }

        if (Happens(slot, 23, 0.002 * topology.LoadFactor * levels.Activity))
        {
            yield return Of(
                slot,
                23,
                8152,
                16,
                13,
                "String or binary data would be truncated.",
                "(@P1 nvarchar(60),@P2 bigint)INSERT INTO SMMBUSRELTABLE (NAME,RECID,RECVERSION) VALUES (@P1,@P2,1)"
            );
        }

        if (Happens(slot, 24, 0.0008))
        {
            yield return new ServerError(
                Time(slot, 24),
                18456,
                14,
                8,
                @"Login failed for user 'report_reader'. Reason: Password did not match that for the login provided. [CLIENT: 10.20.0.91]",
                null,
                null,
                null
            );
        }

        if (Happens(slot, 25, levels.GrantsWaiting >= 5 ? 0.15 : 0))
        {
            yield return Of(
                slot,
                25,
                8645,
                17,
                1,
                "A timeout occurred while waiting for memory resources to execute the query in resource pool 'default' (2). Rerun the query.",
                QueryCatalogue.HeavyReport.Text
            );
        }

        if (Happens(slot, 26, tempDb > TempDbMb ? 0.5 : 0))
        {
            yield return Of(
                slot,
                26,
                1105,
                17,
                2,
                "Could not allocate space for object 'dbo.SORT temporary run storage:  141064271757312' in database 'tempdb' because the 'PRIMARY' filegroup is full. Create disk space by deleting unneeded files, dropping objects in the filegroup, adding additional files to the filegroup, or setting autogrowth on for existing files in the filegroup.",
                QueryCatalogue.HeavyReport.Text
            );
        }
    }

    private bool Happens(long slot, int purpose, double probability) => Draw.Unit(seed, slot, purpose) < probability;

    private DateTime Time(long slot, int purpose) =>
        new DateTime(slot * ServerLoad.Slot.Ticks, DateTimeKind.Utc).AddMilliseconds(Draw.Below(9_990, seed, slot, purpose, 1));

    private ServerError Of(long slot, int purpose, int number, int severity, int state, string message, string statement)
    {
        var server = topology.Servers[Draw.Below(topology.Servers.Count, seed, slot, purpose, 2)];
        var users = server.IsBatch ? topology.Workers(server) : topology.Users.Where(u => u.Server == server).ToArray();
        return new ServerError(
            Time(slot, purpose),
            number,
            severity,
            state,
            message,
            topology.Session(server, Draw.Below(AxTopology.SqlSessionsPerServer, seed, slot, purpose, 3)),
            users[Draw.Below(users.Count, seed, slot, purpose, 4)],
            statement
        );
    }
}

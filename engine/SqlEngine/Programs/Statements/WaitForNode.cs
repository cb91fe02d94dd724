// WAITFOR DELAY and WAITFOR TIME, by the instance's clock and ended by cancellation.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>WAITFOR.</summary>
internal sealed class WaitForNode : StatementNode
{
    private readonly PlanSlot<CompiledScalar> _parameter;
    private readonly bool _isTimeOfDay;

    private WaitForNode(WaitForStatement wait)
        : base(wait)
    {
        _parameter = NodeBuilder.Scalar(wait.Parameter);
        _isTimeOfDay = wait.WaitForOption == WaitForOption.Time;
    }

    public override string Command => "WAITFOR";

    public static WaitForNode Create(WaitForStatement wait) =>
        wait.WaitForOption == WaitForOption.Statement ? throw SqlError.Unsupported("WAITFOR (statement)")
        : wait.Parameter is StringLiteral literal && !IsTime(literal.Value)
            ? throw new SqlError(148, 15, 1, $"Incorrect time syntax in time string '{literal.Value}' used with WAITFOR.")
            {
                Line = wait.StartLine,
            }
        : new WaitForNode(wait);

    private static bool IsTime(string text)
    {
        var convert = Conversions.Try(SqlType.VarChar(8000), SqlType.DateTime, null);
        return !convert(SqlValue.FromString(text)).IsNull;
    }

    public override Flow Execute(ProgramFrame frame)
    {
        var session = frame.Session;
        var scalar = _parameter.Get(frame);
        var value = scalar.Evaluate(frame);
        var time = Conversions.Get(scalar.Type, SqlType.DateTime, isExplicit: true)(value);
        var ofDay = time.IsNull ? TimeSpan.Zero : time.AsDateTime().TimeOfDay;
        var clock = session.Server.Options.Time;
        var delay = ofDay;
        if (_isTimeOfDay)
        {
            delay = ofDay - clock.GetLocalNow().TimeOfDay;
            if (delay < TimeSpan.Zero)
            {
                delay += TimeSpan.FromDays(1);
            }
        }

        using (session.Wait("WAITFOR"))
        {
            Task.Delay(delay, clock, session.CancellationToken).GetAwaiter().GetResult();
        }

        session.Done(0);
        return Flow.Next;
    }
}

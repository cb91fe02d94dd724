// Where a deployment says what it is doing; the command line shows it to people.

namespace AxMonitor.Database.Deploy;

/// <summary>Hears of each step of a deployment, in order, from one thread.</summary>
public interface IDeploymentProgress
{
    /// <summary>Another deployment runs; this one waits for it.</summary>
    /// <param name="holder">Who runs it, as far as the login may see.</param>
    void Waiting(string holder);

    /// <summary>What will be applied.</summary>
    void Planned(DeploymentPlan plan);

    /// <summary>A script begins.</summary>
    void Starting(string script);

    /// <summary>The script has been applied and noted.</summary>
    void Applied(AppliedScript script);
}

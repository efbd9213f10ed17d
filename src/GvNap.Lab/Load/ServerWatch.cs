using System.Diagnostics;

namespace GvNap.Lab.Load;

/// <summary>Looks at the process of an index server.</summary>
/// <param name="processId">The process; null: nothing is looked at.</param>
internal sealed class ServerWatch(int? processId)
{
    /// <summary>Whether there is such a process.</summary>
    public static bool Exists(int processId) => new ServerWatch(processId).Look() is not null;

    /// <summary>What it uses now; null if it is not watched, or gone.</summary>
    public ServerUse? Look()
    {
        if (processId is not { } id)
        {
            return null;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return new(process.WorkingSet64, process.TotalProcessorTime.TotalSeconds);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}

using GvNap.Protocol.Naming;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Sharing;

/// <summary>Says what a person should know about sharing, each thing once.</summary>
internal sealed class ShareReport(ILogger logger)
{
    /// <summary>Files that are named after one scan; the rest is counted.</summary>
    private const int MaxNamed = 20;

    private HashSet<RefusedFile> _refused = [];
    private HashSet<string> _collisions = [];
    private string? _problem;

    /// <summary>Says what is new.</summary>
    public void Say(ShareStatus status)
    {
        if (status.ListProblem != _problem)
        {
            _problem = status.ListProblem;
            SayProblem();
        }

        var fresh = status.Refused.Where(refused => !_refused.Contains(refused)).ToList();
        foreach (var refused in fresh.Take(MaxNamed))
        {
            logger.FileRefused(SafeText.ForTerminal(refused.Name), refused.Reason);
        }

        if (fresh.Count > MaxNamed)
        {
            logger.MoreRefused(fresh.Count - MaxNamed);
        }

        foreach (var name in status.Collisions.Where(name => !_collisions.Contains(name)).Take(MaxNamed))
        {
            logger.NameCollides(SafeText.ForTerminal(name));
        }

        _refused = [.. status.Refused];
        _collisions = [.. status.Collisions];
    }

    private void SayProblem()
    {
        if (_problem is null)
        {
            logger.ListUsable();
        }
        else
        {
            logger.ListUnusable(_problem);
        }
    }
}

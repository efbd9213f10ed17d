using Microsoft.Extensions.Hosting;

namespace GvNap.Index.Admin;

/// <summary>A host that starts and stops when its owner says so: it takes no signals, which are the process's.</summary>
internal sealed class OwnerLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using Microsoft.Extensions.Hosting;

namespace GvNap.Peer.FileServer;

/// <summary>The file server starts and stops when its owner says so; signals are the process's.</summary>
internal sealed class FileServerLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

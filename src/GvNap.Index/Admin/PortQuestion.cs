using System.Globalization;
using System.Net;
using GvNap.ServiceDefaults;

namespace GvNap.Index.Admin;

/// <summary>Asks for the port, as the original GV-NAP server does.</summary>
internal static class PortQuestion
{
    /// <summary>Asks until the answer is a port.</summary>
    /// <returns>The port: the usual one for an empty answer, or at the end of the input.</returns>
    public static async Task<int> AskAsync(InputLines input, TextWriter output, CancellationToken cancellationToken)
    {
        while (true)
        {
            await output.WriteAsync($"Which port [{IndexServerOptions.DefaultPort}]? ");
            await output.FlushAsync(cancellationToken);
            var answer = (await input.ReadAsync(cancellationToken))?.Trim();
            if (string.IsNullOrEmpty(answer))
            {
                return IndexServerOptions.DefaultPort;
            }

            if (int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort)
            {
                return port;
            }

            await output.WriteLineAsync("A port is a number from 0 to 65535; 0 takes a free one.");
        }
    }
}

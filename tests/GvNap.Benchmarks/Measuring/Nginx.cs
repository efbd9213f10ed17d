namespace GvNap.Benchmarks.Measuring;

/// <summary>Starts nginx as Debian has it, on the files of a folder.</summary>
internal static class Nginx
{
    /// <param name="folder">Where its own files go.</param>
    /// <param name="root">What it serves.</param>
    /// <param name="port">Where, on the loopback address.</param>
    public static async Task<MeasuredProcess> StartAsync(string folder, string root, int port)
    {
        var config = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(config, $$"""
            daemon off;
            pid {{folder}}/nginx.pid;
            error_log stderr;
            user root;
            events {}
            http {
                access_log off;
                sendfile on;
                tcp_nopush on;
                server { listen 127.0.0.1:{{port}}; root {{root}}; }
            }
            """);
        var nginx = MeasuredProcess.Start("nginx", "-c", config, "-p", folder);
        await MeasuredProcess.WaitForPortAsync(port);
        return nginx;
    }
}

global using GvNap.Index.Connections;

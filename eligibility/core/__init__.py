"""The language a screening protocol is written in. It knows nothing of spines, forms or pages."""
